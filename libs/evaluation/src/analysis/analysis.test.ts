import { RandomStream } from '@jiagu/random';
import { describe, expect, it } from 'vitest';
import { expectedCalibrationError } from './calibration.js';
import { maximumMeanDiscrepancy } from './maximum-mean-discrepancy.js';
import { proxyADistance } from './proxy-a-distance.js';

const random = new RandomStream('analysis');
const sample = (count: number, shift: number): Float32Array[] =>
  Array.from({ length: count }, () => Float32Array.from([shift, 0, 0], (mean) => random.normal(mean)));

describe('expected calibration error', () => {
  it('is the gap of confidence and accuracy, bin by bin', () => {
    // Bins of a half: 0.4 wrong and 0.5 right below, 0.9 right and 0.7 wrong above.
    const predictions = [
      { confidence: 0.4, correct: false },
      { confidence: 0.5, correct: true },
      { confidence: 0.9, correct: true },
      { confidence: 0.7, correct: false },
    ];
    expect(expectedCalibrationError(predictions, 2)).toBeCloseTo(
      (Math.abs(0.9 - 1) + Math.abs(1.6 - 1)) / 4,
      12,
    );
    expect(expectedCalibrationError([{ confidence: 1, correct: true }])).toBe(0);
  });
});

describe('maximum mean discrepancy', () => {
  it('is the unbiased estimate by its definition', () => {
    const [a, b] = [
      [0, 1],
      [3, 5],
    ].map((values) => values.map((value) => Float32Array.of(value))) as [Float32Array[], Float32Array[]];
    // Squared distances: 1 and 4 within, 9, 25, 4, 16 between.
    const bandwidth = (1 + 4 + 9 + 25 + 4 + 16) / 6;
    const kernel = (distance: number): number =>
      [1 / 4, 1 / 2, 1, 2, 4]
        .map((width) => Math.exp(-distance / (width * bandwidth)))
        .reduce((x, y) => x + y);
    const between = (kernel(9) + kernel(25) + kernel(4) + kernel(16)) / 4;
    expect(maximumMeanDiscrepancy(a, b)).toBeCloseTo(kernel(1) + kernel(4) - 2 * between, 10);
  });

  it('grows with the distance and is about 0 without one', () => {
    const [none, some, far] = [0, 1, 3].map((shift) =>
      maximumMeanDiscrepancy(sample(150, 0), sample(150, shift)),
    );
    expect(Math.abs(none ?? 1)).toBeLessThan(0.03);
    expect(some).toBeGreaterThan(0.1);
    expect(far).toBeGreaterThan(some ?? Infinity);
  });
});

describe('proxy A-distance', () => {
  it('follows the error of the best classifier', () => {
    const distance = (shift: number, counts: [number, number] = [600, 600]): number =>
      proxyADistance(sample(counts[0], 0), sample(counts[1], shift), new RandomStream('halves'));
    expect(distance(0)).toBeLessThan(0.25);
    expect(distance(20)).toBe(2);
    // Normal distributions two deviations apart: the best error is the tail beyond one, 0.1587.
    expect(Math.abs(distance(2) - 2 * (1 - 2 * 0.1587))).toBeLessThan(0.2);
    expect(Math.abs(distance(2, [900, 300]) - 2 * (1 - 2 * 0.1587))).toBeLessThan(0.25);
  });
});
