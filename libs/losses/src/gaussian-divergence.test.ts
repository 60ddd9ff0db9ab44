import * as tf from '@tensorflow/tfjs-core';
import { startEngine } from '@jiagu/engine';
import { beforeAll, expect, it } from 'vitest';
import { gaussianDivergence } from './gaussian-divergence.js';

beforeAll(() => startEngine());

const of = (mean: number[][], deviations: number[][]): number =>
  tf.tidy(() => {
    const logVariance = deviations.map((row) => row.map((deviation) => 2 * Math.log(deviation)));
    return gaussianDivergence(tf.tensor2d(mean), tf.tensor2d(logVariance)).dataSync()[0] ?? NaN;
  });

/** The integral of p log(p / q) for p = N(mean, deviation^2) and q = N(0, 1), by the midpoint rule. */
function integral(mean: number, deviation: number): number {
  const width = 1e-3 * deviation;
  let sum = 0;
  for (let x = mean - 12 * deviation + width / 2; x < mean + 12 * deviation; x += width) {
    const z = (x - mean) / deviation;
    const p = Math.exp(-z * z * 0.5) / (deviation * Math.sqrt(2 * Math.PI));
    sum += width * p * (x * x * 0.5 - z * z * 0.5 - Math.log(deviation));
  }
  return sum;
}

it('is the divergence of known Gaussians from N(0, 1)', () => {
  expect(of([[0, 0, 0]], [[1, 1, 1]])).toBeCloseTo(0, 6);
  // Mean 1: 1/2 of its square. Deviation 2: 1/2 (4 - 1 - log 4).
  expect(of([[1]], [[1]])).toBeCloseTo(0.5, 6);
  expect(of([[0]], [[2]])).toBeCloseTo(1.5 - Math.LN2, 6);
  expect(of([[0.7]], [[0.3]])).toBeCloseTo(integral(0.7, 0.3), 5);
});

it('sums over the entries and averages over the images', () => {
  const [a, b, c, d] = [integral(0.5, 2), integral(-1, 1.5), integral(2, 0.5), integral(0, 0.9)];
  const found = of(
    [
      [0.5, -1],
      [2, 0],
    ],
    [
      [2, 1.5],
      [0.5, 0.9],
    ],
  );
  expect(found).toBeCloseTo((a + b + c + d) / 2, 5);
});
