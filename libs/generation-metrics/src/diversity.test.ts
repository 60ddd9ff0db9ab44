import { describe, expect, it } from 'vitest';
import { diversity } from './diversity.js';

const rows = (...values: number[][]) => values.map((row) => Float32Array.from(row));

describe('diversity', () => {
  it('is the mean distance over all pairs', () => {
    // A triangle with sides 3, 4 and 5.
    expect(diversity(rows([0, 0], [3, 0], [0, 4]))).toBeCloseTo(4, 12);
  });

  it('is 0 of one image over and over', () => {
    expect(diversity(rows([1, 2], [1, 2], [1, 2]))).toBe(0);
  });

  it('refuses a single image', () => {
    expect(() => diversity(rows([1]))).toThrow('1 generated images, but this measure needs 2 or more');
  });
});
