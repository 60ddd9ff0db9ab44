import { expect, it } from 'vitest';
import { inside, squaredRadii } from './neighbourhood.js';
import { squaredDistance } from './pairs.js';
import { referenceFeatures } from './testing/reference-features.js';

it('radii reach to the k-th nearest other row', () => {
  const rows = referenceFeatures().real.slice(0, 150);
  const sorted = rows.map((a, i) =>
    rows
      .filter((_, j) => j !== i)
      .map((b) => squaredDistance(a, b))
      .sort((x, y) => x - y),
  );
  for (const k of [1, 3, 149])
    expect(Array.from(squaredRadii(rows, k))).toEqual(sorted.map((distances) => distances[k - 1]));
  // A row counts as another's neighbour also where both are equal.
  const twice = [Float32Array.of(5), Float32Array.of(5), Float32Array.of(8)];
  expect(Array.from(squaredRadii(twice, 1))).toEqual([0, 0, 9]);
});

it('a ball has its sphere when it is closed', () => {
  expect(inside(4, 4, { nearest: 1, closed: true })).toBe(true);
  expect(inside(4, 4, { nearest: 1, closed: false })).toBe(false);
  expect(inside(3, 4, { nearest: 1, closed: false })).toBe(true);
});
