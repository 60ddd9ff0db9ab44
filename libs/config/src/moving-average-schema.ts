import { z } from 'zod';
import { positive } from './numbers.js';

/** A moving average of weights. @param halfLife default, in images */
export const movingAverageSchema = (halfLife: number) =>
  z.strictObject({
    halfLife: positive.default(halfLife).describe('images after which a weight counts half'),
    warmUp: positive.default(0.05).describe('the half-life is at most this share of the images seen so far'),
  });
