import { describe, expect, it } from 'vitest';
import {
  authenticity,
  densityCoverage,
  frechetDistance,
  kernelDistance,
  labelCorrectness,
  precisionRecall,
} from './index.js';
import { NumpyRandom } from './numpy-random.js';
import { referenceFeatures } from './testing/reference-features.js';

/** What each kind of bad generator shows in, with figures of torch-fidelity (commit 5e211a9), prdc and numpy. */
const { real } = referenceFeatures();
const torchFidelity = { nearest: 3, closed: true };
const prdc = { nearest: 5, closed: false };

describe('a generator that copies its training set', () => {
  const copies = real.map((row) => row.slice());

  it('is perfect by distance, precision, recall and coverage', () => {
    expect(frechetDistance(copies, real)).toBeCloseTo(0, 9);
    for (const convention of [torchFidelity, prdc]) {
      expect(precisionRecall(copies, real, convention)).toEqual({ precision: 1, recall: 1 });
      expect(densityCoverage(copies, real, convention).coverage).toBe(1);
    }
    expect(densityCoverage(copies, real, torchFidelity).density).toBeCloseTo(4 / 3, 12);
    expect(densityCoverage(copies, real, prdc).density).toBe(1);
  });

  it('is told by authenticity', () => {
    expect(authenticity(copies, real)).toBe(0);
  });
});

describe('a generator that makes one image only', () => {
  const collapsed = real.map(() => real[0] as Float32Array);

  it('has full precision and is told by recall and coverage', () => {
    expect(precisionRecall(collapsed, real, torchFidelity)).toEqual({ precision: 1, recall: 1 / 500 });
    expect(precisionRecall(collapsed, real, prdc)).toEqual({ precision: 1, recall: 0 });
    expect(densityCoverage(collapsed, real, torchFidelity)).toEqual({ density: 2, coverage: 0.012 });
    expect(densityCoverage(collapsed, real, prdc).density).toBeCloseTo(1.2, 12);
    expect(densityCoverage(collapsed, real, prdc).coverage).toBe(0.012);
  });

  it('is far away by both distances', () => {
    expect(frechetDistance(collapsed, real)).toBeCloseTo(91.43516134444924, 9);
    expect(kernelDistance(collapsed, real, { subsets: 1, size: 500 }).mean).toBeCloseTo(
      2.3810113032220013,
      9,
    );
  });
});

describe('a conditional generator whose labels are shuffled', () => {
  it('makes the same set of images and is told by label correctness', () => {
    const asked = Array.from({ length: 500 }, (_, n) => n % 10);
    const read = (classes: number[]) =>
      classes.map((label) => Float32Array.from({ length: 10 }, (_, c) => (c === label ? 4 : 0)));
    expect(labelCorrectness(read(asked), asked)).toBe(1);
    const shuffled = Array.from(new NumpyRandom(0).permutation(500), (n) => asked[n] as number);
    // By chance a tenth; the deviation of such a share of 500 is 0.013.
    expect(Math.abs(labelCorrectness(read(asked), shuffled) - 0.1)).toBeLessThan(0.06);
  });
});
