import { expect, it } from 'vitest';
import { moments } from './moments.js';
import { referenceFeatures } from './testing/reference-features.js';

const { generated, real } = referenceFeatures();

it("means and traces are numpy's", () => {
  const [a, b] = [moments(generated), moments(real)];
  const distance = a.mean.reduce((sum, value, c) => sum + (value - (b.mean[c] as number)) ** 2, 0);
  expect(distance).toBeCloseTo(5.701039145623012, 10);
  expect(a.trace).toBeCloseTo(29.53706612698737, 10);
  expect(b.trace).toBeCloseTo(59.3697845363453, 10);
});

it('the root is one of the covariance, with more images than features and with fewer', () => {
  for (const rows of [real, real.slice(0, 20)]) {
    const { mean, root } = moments(rows);
    expect(root.length).toBe(Math.min(rows.length, 64));
    for (const [i, j] of [
      [0, 0],
      [3, 40],
      [63, 1],
    ] as const) {
      const covariance =
        rows.reduce(
          (sum, row) =>
            sum + ((row[i] as number) - (mean[i] as number)) * ((row[j] as number) - (mean[j] as number)),
          0,
        ) /
        (rows.length - 1);
      expect(root.reduce((sum, row) => sum + (row[i] as number) * (row[j] as number), 0)).toBeCloseTo(
        covariance,
        12,
      );
    }
  }
});
