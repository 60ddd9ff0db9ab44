import { expect, it } from 'vitest';
import { referenceFeatures } from './reference-features.js';

it('makes the very features on which the expected figures were computed', () => {
  const { real, generated, logits } = referenceFeatures();
  const first = (rows: Float32Array[]) => Array.from(rows[0]?.subarray(0, 3) ?? []);
  expect(first(real)).toEqual([0.48893335461616516, -0.09321191161870956, 0.5734077095985413]);
  expect(first(generated)).toEqual([0.3510854244232178, -0.7071093916893005, 0.9310307502746582]);
  expect(first(logits)).toEqual([1.98494553565979, 1.2372841835021973, 1.3255574703216553]);
  const sum = (rows: Float32Array[]) => rows.flatMap((row) => Array.from(row)).reduce((a, b) => a + b);
  expect(sum(real)).toBeCloseTo(-197.6276746438416, 9);
  expect(sum(generated)).toBeCloseTo(593.9210826742674, 9);
});
