import { z } from 'zod';
import { positive, rate } from './numbers.js';

const alignmentOf = <Name extends string, Keys extends z.ZodRawShape>(
  loss: Name,
  weight: number,
  keys: Keys,
) => z.strictObject({ loss: z.literal(loss), weight: rate.default(weight), ...keys });

const bandwidths = z
  .array(positive)
  .min(1)
  .default([0.125, 0.25, 0.5, 1, 2])
  .describe('of the Gaussian kernels of features, as multiples of their mean squared distance');

/** One loss that draws the features of both domains together; weak views of both are looked at. */
export const alignmentLossSchema = z.discriminatedUnion('loss', [
  alignmentOf('mean', 1, { bandwidths }).describe('multi-kernel mean discrepancy (DAN, Long 2015)'),
  alignmentOf('joint-mean', 1, {
    bandwidths,
    deviation: positive.default(0.92).describe('of the Gaussian kernel of predictions'),
  }).describe('the same of features and predictions together (JAN, Long 2017)'),
  alignmentOf('correlation', 1, {
    of: z.enum(['scores', 'feature']).default('scores').describe('as published: class scores'),
  }).describe('distance of covariances (Deep CORAL, Sun 2016)'),
  alignmentOf('hard-norm', 0.05, { radius: positive.default(25) }).describe(
    'mean length of the features of each domain (HAFN, Xu 2019)',
  ),
  alignmentOf('stepwise-norm', 0.05, { step: positive.default(1) }).describe(
    'every feature longer by a step (SAFN, Xu 2019)',
  ),
  alignmentOf('spectral', 1e-4, {}).describe(
    "largest singular value of each domain's features, squared (BSP, Chen 2019); beside an adversary",
  ),
]);
