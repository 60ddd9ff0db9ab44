import { describe, expect, it } from 'vitest';
import { labelCorrectness } from './label-correctness.js';

const scores = [
  [0.1, 0.7, 0.2],
  [5, -1, 5],
  [0, 0, 1],
  [-3, -2, -4],
];

describe('label correctness', () => {
  it('is the share of images read as the class asked for, the first of equal scores', () => {
    expect(labelCorrectness(scores, [1, 0, 2, 1])).toBe(1);
    expect(labelCorrectness(scores, [1, 2, 2, 0])).toBe(0.5);
    expect(
      labelCorrectness(
        scores.map((row) => Float32Array.from(row)),
        Int32Array.of(0, 0, 0, 0),
      ),
    ).toBe(0.25);
  });

  it('refuses classes that do not fit the images', () => {
    expect(() => labelCorrectness(scores, [1, 0])).toThrow('2 classes asked for, but scores of 4 images');
    expect(() => labelCorrectness(scores, [1, 0, 3, 1])).toThrow('image 2 was asked to be of class 3');
    expect(() => labelCorrectness([[NaN, 1]], [1])).toThrow('generated image 0: number 0 is NaN');
    expect(() => labelCorrectness([], [])).toThrow('0 generated images');
  });
});
