import { z } from 'zod';
import { probability, rate } from '../numbers.js';

/**
 * Differentiable changes of the real and generated images that a critic sees; the generator's gradient goes through
 * (Zhao 2020).
 */
export const differentiableAugmentationSchema = z.strictObject({
  brightness: rate.default(0.5).describe('greatest amount that is added to images of -1..1'),
  contrast: probability.default(0.5).describe('contrast times 1 - this .. 1 + this'),
  shift: probability.default(0.125).describe('greatest shift as a share of the side, zeros where it was'),
  cutout: probability.default(0.5).describe('side of a square of zeros as a share of the side'),
});
