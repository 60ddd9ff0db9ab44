import { z } from 'zod';
import { atLeastOne, count, positive, probability, rate } from '../numbers.js';
import { adversarialLossSchema } from './adversarial-loss-schema.js';
import { movingAverageSchema } from '../moving-average-schema.js';
import { criticSchema } from './critic-schema.js';
import { differentiableAugmentationSchema } from './differentiable-augmentation-schema.js';
import { generatorSchema } from './generator-schema.js';
import { penaltiesSchema } from './penalties-schema.js';
import { unconditionalCriticSchema, unconditionalGeneratorSchema } from './unconditional-schemas.js';

/** Optimiser of one player; different rates of the two players are TTUR (Heusel 2017). */
const optimizerSchema = z
  .discriminatedUnion('type', [
    z.strictObject({
      type: z.literal('adam'),
      lr: rate.default(2e-4),
      beta1: probability.default(0.5),
      beta2: probability.default(0.999),
    }),
    z.strictObject({ type: z.literal('rmsprop'), lr: rate.default(5e-5), alpha: probability.default(0.99) }),
  ])
  .prefault({ type: 'adam' });

const augmentationSchema = differentiableAugmentationSchema.extend({
  adaptive: z
    .strictObject({
      target: probability
        .default(0.6)
        .describe('mean sign of the scores of real images that the probability is adjusted to reach'),
      images: positive.default(500_000).describe('images over which the probability can rise from 0 to 1'),
      every: atLeastOne.default(4).describe('updates of the critic between changes of the probability'),
    })
    .optional()
    .describe(
      'each change is applied to a share of the images that starts at 0 and grows while the critic is sure of real ' +
        'ones (ADA, Karras 2020); absent: to all',
    ),
});

const keys = {
  loss: adversarialLossSchema.prefault({ name: 'non-saturating' }),
  penalties: penaltiesSchema.prefault({}),
  criticSteps: atLeastOne.default(1).describe("the critic's updates before each of the generator's"),
  sameImages: z
    .boolean()
    .default(false)
    .describe(
      "the generator's update judges the images that the critic's was shown, as in PyTorch's DCGAN and CycleGAN: a pass of " +
        'the generator less than with new ones (Goodfellow 2014)',
    ),
  optimizers: z
    .strictObject({ generator: optimizerSchema, critic: optimizerSchema })
    .prefault({})
    .describe('two different rates: TTUR (Heusel 2017)'),
  schedule: z
    .strictObject({
      shape: z.enum(['constant', 'linear', 'cosine']).default('constant'),
      end: probability.default(0).describe('share of the rates that is left at the end of the run'),
    })
    .prefault({})
    .describe('of both rates'),
  instanceNoise: z
    .strictObject({
      deviation: positive.default(0.1).describe('in the first step'),
      until: atLeastOne.default(1000).describe('step at which it has fallen to 0'),
    })
    .optional()
    .describe('noise on real and generated images (Sonderby 2017)'),
  augmentation: augmentationSchema
    .optional()
    .describe(
      "differentiable augmentation (Zhao 2020) of real and generated images, in both players' updates",
    ),
  unroll: z
    .strictObject({ steps: atLeastOne.default(5) })
    .optional()
    .describe(
      'first-order unrolling: the generator learns from a critic that is this many updates ahead; the updates are then ' +
        'undone. The published method (Metz 2017) also differentiates through them',
    ),
  pool: atLeastOne
    .optional()
    .describe(
      'generated images that are kept; half of the time, the critic sees one of them in place of a new one (Shrivastava 2017: 50)',
    ),
  ema: movingAverageSchema(10_000)
    .optional()
    .describe('images are drawn by the moving average of the generator'),
  growth: z
    .strictObject({
      from: z.union([z.literal(4), z.literal(8), z.literal(16), z.literal(32), z.literal(64)]).default(8),
      stable: atLeastOne.default(500).describe('steps at each size, after it is faded in'),
      fade: atLeastOne.default(500).describe('steps over which the next size is faded in'),
    })
    .optional()
    .describe('begin with images of side `from` and double it after each stage (Karras 2018)'),
};

/** A GAN of unlabelled images of the target. */
const targetGanSchema = z.strictObject({
  name: z.literal('gan'),
  domain: z.literal('target'),
  generator: unconditionalGeneratorSchema.prefault({ body: 'dcgan' }),
  critic: unconditionalCriticSchema.prefault({ body: 'dcgan' }),
  ...keys,
});

/** A GAN of the source, which may learn its classes. */
const sourceGanSchema = z.strictObject({
  name: z.literal('gan'),
  domain: z.literal('source'),
  generator: generatorSchema.prefault({ body: 'dcgan' }),
  critic: criticSchema.prefault({ body: 'dcgan' }),
  ...keys,
  auxiliary: positive
    .default(1)
    .describe("weight of the class cross-entropy in both players' losses (ACGAN, Odena 2017)"),
  generatedLabels: z
    .enum(['uniform', 'empirical'])
    .default('uniform')
    .describe(
      'classes of the images that are drawn in training: all equally often, or as often as in the batch',
    ),
  transition: z
    .strictObject({ from: count.default(0), to: atLeastOne })
    .refine(({ from, to }) => from < to, { path: ['to'], message: 'a step after method.transition.from' })
    .optional()
    .describe(
      "steps between which the critic's separate conditional answer gains its full weight (Shahbazi 2022); " +
        'absent: full weight from the start',
    ),
});

/**
 * A generative adversarial network (Goodfellow 2014): generator, critic, loss and optional parts, each set on its own.
 */
export const ganSchema = z.discriminatedUnion('domain', [targetGanSchema, sourceGanSchema]);

/** A GAN, of either domain. */
export type GanConfig = z.infer<typeof ganSchema>;

/** Whether a GAN learns from the labels of its images, which only those of the source are known to have. */
export const isConditional = ({ generator, critic }: GanConfig): boolean =>
  generator.condition !== 'none' || critic.condition !== 'none';
