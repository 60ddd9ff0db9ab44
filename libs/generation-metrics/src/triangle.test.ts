import { expect, it } from 'vitest';
import { triangle } from './triangle.js';

it('is triangular and has the scalar products of the vectors, also of dependent ones', () => {
  const vectors = [
    [3, 1, 0, 2],
    [6, 2, 0, 4],
    [0, 0, 0, 0],
    [1, -1, 5, 1],
  ];
  const factor = triangle(vectors.map((vector) => Float64Array.from(vector)));
  const product = (a: ArrayLike<number>, b: ArrayLike<number>) =>
    Array.from(a).reduce((sum, value, c) => sum + value * (b[c] as number), 0);
  factor.forEach((row, i) => {
    expect(row.subarray(i + 1).every((value) => value === 0)).toBe(true);
    factor.forEach((other, j) =>
      expect(product(row, other)).toBeCloseTo(product(vectors[i] ?? [], vectors[j] ?? []), 12),
    );
  });
});
