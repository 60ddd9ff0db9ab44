import { describe, expect, it } from 'vitest';
import { authenticity } from './authenticity.js';
import { referenceFeatures } from './testing/reference-features.js';

const line = (...values: number[]) => values.map((value) => Float32Array.of(value));

describe('authenticity', () => {
  it("is numpy's on the reference features", () => {
    const { generated, real } = referenceFeatures();
    expect(authenticity(generated, real)).toBe(0.396);
  });

  it("compares with the distance of the nearest training image to its own neighbour, and isn't symmetric", () => {
    // 0 and 1 lie 1 apart, 10 lies 9 from 1: copies are within 1 of the first two, within 9 of the last.
    expect(authenticity(line(-1), line(0, 1, 10))).toBe(0);
    expect(authenticity(line(-1.5), line(0, 1, 10))).toBe(1);
    expect(authenticity(line(6, 19, 20), line(0, 1, 10))).toBe(1 / 3);
  });

  it('refuses a training set whose images have no neighbour', () => {
    expect(() => authenticity(line(1), line(1))).toThrow(
      '1 training images, but this measure needs 2 or more',
    );
    expect(() => authenticity([], line(1, 2))).toThrow('0 generated images');
  });
});
