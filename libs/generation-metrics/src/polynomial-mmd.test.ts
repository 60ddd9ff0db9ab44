import { describe, expect, it } from 'vitest';
import { polynomialMmd } from './polynomial-mmd.js';
import { referenceFeatures } from './testing/reference-features.js';

const { generated, real } = referenceFeatures();

describe('polynomial MMD', () => {
  it("is torch-fidelity's (commit 5e211a9) of whole sets", () => {
    expect(polynomialMmd(generated, real)).toBeCloseTo(0.3521236202015867, 10);
    expect(polynomialMmd(real, real)).toBeCloseTo(-0.02582883207610287, 10);
    expect(polynomialMmd(real.slice(0, 250), real.slice(250))).toBeCloseTo(-0.010264262200829322, 10);
  });

  it('is the unbiased estimate by its definition, also of sets of unequal size', () => {
    const [a, b] = [
      [0, 1, 2],
      [3, 5],
    ].map((values) => values.map((value) => Float32Array.of(value))) as [Float32Array[], Float32Array[]];
    const k = (x: number, y: number) => (x * y + 1) ** 3;
    const between = k(0, 3) + k(0, 5) + k(1, 3) + k(1, 5) + k(2, 3) + k(2, 5);
    expect(polynomialMmd(a, b)).toBeCloseTo((k(0, 1) + k(0, 2) + k(1, 2)) / 3 + k(3, 5) - between / 3, 9);
  });
});
