import { z } from 'zod';
import { alignmentLossSchema } from './alignment-loss-schema.js';
import { count, positive, probability, rate } from './numbers.js';

/** Keys of every method that consists of a backbone, a linear bottleneck and a linear classifier. */
export const backboneKeys = {
  view: z
    .enum(['weak', 'strong', 'both'])
    .default('weak')
    .describe('which views of the source are classified; both: the sum of their losses'),
  polarity: probability
    .default(0)
    .describe(
      'share of a batch of weak views that the backbone sees with dark and light swapped; strong views have `invert`',
    ),
  optimizer: z
    .discriminatedUnion('type', [
      z.strictObject({
        type: z.literal('sgd'),
        lr: rate.default(1e-3),
        momentum: probability.default(0.9),
        nesterov: z.boolean().default(true),
        weightDecay: rate.default(1e-3),
        newLayers: positive
          .default(10)
          .describe('factor on the rate of bottleneck, classifier and adversary'),
      }),
      z.strictObject({
        type: z.literal('adam'),
        lr: rate.default(1e-3),
        beta1: probability.default(0.9),
        beta2: probability.default(0.999),
      }),
    ])
    .prefault({ type: 'sgd' }),
  schedule: z
    .enum(['inverse', 'poly'])
    .default('inverse')
    .describe('(1 + 0.001 i)^-0.75, or (1 - i / total)^0.9'),
  bottleneck: count.default(256).describe('width of the linear bottleneck; 0: none'),
};

/** {@link backboneKeys} and the keys that methods add when they look at the target. */
export const adaptationKeys = {
  ...backboneKeys,
  warmup: count.default(0).describe('first steps: classification of the source alone'),
  alignment: z
    .array(alignmentLossSchema)
    .default([])
    .describe('losses that draw the features of both domains together, after the warm-up'),
};

/** Cross-entropy on the labelled source alone: what adaptation is measured against. */
export const sourceOnlySchema = z.strictObject({ name: z.literal('source-only'), ...backboneKeys });
