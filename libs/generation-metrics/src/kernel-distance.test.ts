import { describe, expect, it } from 'vitest';
import { kernelDistance } from './kernel-distance.js';
import { NumpyRandom } from './numpy-random.js';
import { referenceFeatures } from './testing/reference-features.js';

const { generated, real } = referenceFeatures();

describe('kernel distance', () => {
  it("is torch-fidelity's (commit 5e211a9) over a hundred subsets", () => {
    const { mean, deviation } = kernelDistance(generated, real, { size: 100 });
    expect(mean).toBeCloseTo(0.3478893593022636, 10);
    expect(deviation).toBeCloseTo(0.06293844652327202, 10);
  });

  it('draws the same subsets as numpy, one after another from one generator', () => {
    const random = new NumpyRandom(2020);
    const [first, second] = [random.choice(500, 100), random.choice(500, 100)];
    expect(Array.from(first.subarray(0, 8))).toEqual([499, 424, 288, 234, 496, 110, 39, 375]);
    expect(Array.from(second.subarray(0, 8))).toEqual([137, 452, 63, 133, 291, 382, 470, 135]);

    const values = [0.37458532901859076, 0.3484587744361938, 0.3719017178702564];
    for (const subsets of [1, 2, 3]) {
      const expected = values.slice(0, subsets).reduce((a, b) => a + b) / subsets;
      expect(kernelDistance(generated, real, { subsets, size: 100 }).mean).toBeCloseTo(expected, 10);
    }
  });

  it("is numpy's of sets of unequal size", () => {
    const { mean, deviation } = kernelDistance(generated.slice(0, 20), real, {
      subsets: 5,
      size: 12,
      seed: 11,
    });
    expect(mean).toBeCloseTo(0.2418210072169397, 10);
    expect(deviation).toBeCloseTo(0.15301893942779488, 10);
  });

  it('is that of the whole sets when a subset takes them all', () => {
    const { mean, deviation } = kernelDistance(generated, real, { subsets: 1, size: 500, seed: 3 });
    expect(mean).toBeCloseTo(0.3521236202015867, 10);
    expect(deviation).toBe(0);
  });

  it('refuses subsets larger than a set, with a sentence', () => {
    expect(() => kernelDistance(generated, real)).toThrow(
      '500 generated images, but a subset takes 1000: lower size or bring more images',
    );
    expect(() => kernelDistance(generated, real.slice(0, 99), { size: 100 })).toThrow('99 real images');
    expect(() => kernelDistance(generated, real, { size: 1 })).toThrow('size:');
    expect(() => kernelDistance(generated, real, { size: 100, subsets: 0 })).toThrow('subsets: 0');
  });
});
