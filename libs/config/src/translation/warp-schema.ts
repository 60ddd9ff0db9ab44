import { z } from 'zod';
import { atLeastOne, positive, rate } from '../numbers.js';

/** Learnt warps of glyphs, at the published sizes (AGTGAN, Huang 2022). */
export const warpSchema = z.strictObject({
  width: atLeastOne.default(64).describe('channels of the first convolution'),
  hidden: atLeastOne.default(1024).describe('width of the linear layers'),
  points: z.int().min(2).default(8).describe('control points of the spline in a row and in a column'),
  reach: positive.default(1 / 18).describe('how far a control point may move, where half of the side is 1'),
  weights: z
    .strictObject({
      adversarial: rate.default(1).describe('of passing for a glyph that comes back from the target'),
      bend: rate.default(1).describe('of how far the splines of two draws of noise are apart'),
      affine: rate.default(10).describe('of how far their turns, shifts and sizes are apart'),
      noise: rate.default(1).describe('of telling the noise from the warp'),
    })
    .prefault({}),
  rate: rate
    .default(0.1)
    .describe("share of the others' learning rates that the warps and their critic learn at"),
});
