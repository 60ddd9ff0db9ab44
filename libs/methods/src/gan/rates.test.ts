import { expect, it } from 'vitest';
import { scheduled } from './rates.js';

it.each([
  ['constant', [1, 1, 1, 1]],
  ['linear', [1, 0.8, 0.6, 0.2]],
  // 0.2 + 0.8 (1 + cos(pi t)) / 2 at a quarter: 0.2 + 0.4 (1 + 0.70710678)
  ['cosine', [1, 0.88284271, 0.6, 0.2]],
] as const)('the rates fall to their share at the end: %s', (shape, expected) => {
  [0, 25, 50, 100].forEach((step, i) =>
    expect(scheduled({ shape, end: 0.2 }, step, 100)).toBeCloseTo(expected[i] ?? NaN, 8),
  );
});
