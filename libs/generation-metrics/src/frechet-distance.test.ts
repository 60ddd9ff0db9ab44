import { describe, expect, it } from 'vitest';
import { frechetDistance } from './frechet-distance.js';
import { referenceFeatures } from './testing/reference-features.js';

const { generated, real } = referenceFeatures();

describe('Fréchet distance', () => {
  it("is torch-fidelity's (commit 5e211a9, in float64)", () => {
    expect(frechetDistance(generated, real)).toBeCloseTo(11.297523985732, 9);
    expect(frechetDistance(real, generated)).toBeCloseTo(11.297523985732, 9);
  });

  it("is numpy's by the nuclear norm where there are fewer images than features", () => {
    expect(frechetDistance(generated.slice(0, 20), real.slice(0, 20))).toBeCloseTo(28.359554778995673, 9);
    expect(frechetDistance(generated.slice(0, 20), real)).toBeCloseTo(20.179015089001354, 9);
    expect(frechetDistance(real, generated.slice(0, 20))).toBeCloseTo(20.179015089001354, 9);
  });

  it('is 0 of a set and itself, and never less', () => {
    for (const rows of [real, real.slice(0, 20)]) {
      expect(frechetDistance(rows, rows)).toBeCloseTo(0, 9);
      expect(frechetDistance(rows, rows)).toBeGreaterThanOrEqual(0);
    }
  });

  it('is that of normal distributions: of shifted and stretched copies in closed form', () => {
    // Twice the features: the means are apart by the mean, the deviations by themselves, which adds (2 - 1)² tr S.
    const stretched = real.map((row) => row.map((value) => 2 * value));
    const centre = Float64Array.from(
      { length: 64 },
      (_, c) => real.reduce((s, row) => s + (row[c] ?? 0), 0) / 500,
    );
    const means = centre.reduce((sum, value) => sum + value * value, 0);
    expect(frechetDistance(stretched, real)).toBeCloseTo(means + 59.3697845363453, 9);
    // Each of 64 means is moved by 4.
    const shifted = real.map((row) => row.map((value) => Math.fround(value + 4)));
    expect(frechetDistance(shifted, real)).toBeCloseTo(64 * 16, 4);
  });

  it('refuses a single image', () => {
    expect(() => frechetDistance(generated, real.slice(0, 1))).toThrow('1 real images');
  });
});
