import { z } from 'zod';
import { movingAverageSchema } from './moving-average-schema.js';
import { atLeastOne, positive, probability, rate } from './numbers.js';
import { oneDomainSchema } from './one-domain-schema.js';

/** Flow matching (Lipman 2023) on straight paths from noise to images. */
export const flowSchema = oneDomainSchema('flow', {
  width: atLeastOne
    .default(32)
    .describe("channels of the U-Net's first stage; the other two have twice as many"),
  steps: atLeastOne.default(20).describe('steps from noise to an image'),
  solver: z
    .enum(['euler', 'heun'])
    .default('heun')
    .describe('of first or second order: one or two passes of the network a step'),
  clip: positive
    .default(1)
    .describe('longest gradient, all parameters as one vector; longer ones are shortened'),
  optimizer: z
    .strictObject({
      lr: rate.default(2e-4),
      beta1: probability.default(0.9),
      beta2: probability.default(0.999),
    })
    .prefault({}),
  average: movingAverageSchema(500_000)
    .prefault({})
    .describe('moving average of the weights, which images are drawn with'),
});
