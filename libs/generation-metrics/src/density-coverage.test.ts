import { describe, expect, it } from 'vitest';
import { densityCoverage } from './density-coverage.js';
import { referenceFeatures } from './testing/reference-features.js';

const { generated, real } = referenceFeatures();

describe('density and coverage', () => {
  it("are prdc's, k 5 and open balls", () => {
    const { density, coverage } = densityCoverage(generated, real);
    expect(density).toBeCloseTo(1.5528, 12);
    expect(coverage).toBe(0.848);
  });

  it("are numpy's count with torch-fidelity's k 3 and closed balls", () => {
    const { density, coverage } = densityCoverage(generated, real, { nearest: 3, closed: true });
    expect(density).toBeCloseTo(1.4773333333333334, 12);
    expect(coverage).toBe(0.72);
  });

  it('divide by the generated and by the real images', () => {
    const line = (...values: number[]) => values.map((value) => Float32Array.of(value));
    // Balls of k 1 around 0, 1 and 10 reach 1, 1 and 9 far: 0.5 lies in two, 4 in the last alone, 100 in none, 0 in one.
    expect(densityCoverage(line(0.5, 4, 100, 0), line(0, 1, 10), { nearest: 1, closed: false })).toEqual({
      density: 4 / 4,
      coverage: 1,
    });
    expect(densityCoverage(line(100, 101), line(0, 1, 10), { nearest: 1, closed: false })).toEqual({
      density: 0,
      coverage: 0,
    });
  });

  it('refuse a set without k neighbours', () => {
    expect(() => densityCoverage(generated, real.slice(0, 5))).toThrow('needs 6 or more');
  });
});
