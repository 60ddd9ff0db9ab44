import { z } from 'zod';
import { scoreLossSchema } from '../gan/adversarial-loss-schema.js';
import { patchCriticSchema } from '../gan/critic-schema.js';
import { differentiableAugmentationSchema } from '../gan/differentiable-augmentation-schema.js';
import { movingAverageSchema } from '../moving-average-schema.js';
import { DOMAINS } from '../domain.js';
import { probability, rate } from '../numbers.js';

const optimizerSchema = z
  .strictObject({
    lr: rate.default(2e-4),
    beta1: probability.default(0.5),
    beta2: probability.default(0.999),
  })
  .prefault({})
  .describe('Adam');

/** Keys of every method that translates images, at the published values of CycleGAN where methods do not say others. */
export const translationKeys = {
  critic: patchCriticSchema
    .extend({ body: z.literal('patch').default('patch'), condition: z.literal('none').default('none') })
    .prefault({})
    .describe('judges whether images are of a domain; published: 3 layers, patches of 70 x 70 pixels'),
  loss: scoreLossSchema.prefault({ name: 'least-squares' }),
  optimizers: z.strictObject({ translator: optimizerSchema, critic: optimizerSchema }).prefault({}),
  decayFrom: probability
    .default(0.5)
    .describe('share of the run after which both rates fall linearly to 0; 1: they stay; published: 0.5'),
  augmentation: differentiableAugmentationSchema
    .optional()
    .describe(
      "differentiable augmentation (Zhao 2020) of all images that a critic sees, in both players' updates",
    ),
  ema: movingAverageSchema(10_000)
    .optional()
    .describe('images are translated by the moving average of the translator'),
};

/** The direction of a method that translates one way. */
export const fromSchema = z
  .enum(DOMAINS)
  .default('source')
  .describe('the domain whose images are translated');
