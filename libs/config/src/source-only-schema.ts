import { z } from 'zod';
import { probability, positive, count, rate } from './numbers.js';

/** Cross-entropy on the labelled source alone: what adaptation is measured against. */
export const sourceOnlySchema = z.strictObject({
  name: z.literal('source-only'),
  view: z.enum(['weak', 'strong']).default('weak').describe('which view of the source is classified'),
  optimizer: z
    .discriminatedUnion('type', [
      z.strictObject({
        type: z.literal('sgd'),
        lr: rate.default(1e-3),
        momentum: probability.default(0.9),
        nesterov: z.boolean().default(true),
        weightDecay: rate.default(1e-3),
        newLayers: positive.default(10).describe('factor on the rate of bottleneck and classifier'),
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
});
