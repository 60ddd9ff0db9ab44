import { expect, it } from 'vitest';
import { meanAndDeviation } from './mean-and-deviation.js';

it('divides by the number of values', () => {
  expect(meanAndDeviation([1, 3, 5, 7])).toEqual({ mean: 4, deviation: Math.sqrt(5) });
  expect(meanAndDeviation([2])).toEqual({ mean: 2, deviation: 0 });
});
