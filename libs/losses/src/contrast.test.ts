import { startEngine } from '@jiagu/engine';
import { RandomStream } from '@jiagu/random';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { patchContrast, viewContrast } from './contrast.js';

beforeAll(() => startEngine());

const random = new RandomStream('contrast');
const rows = (count: number, length: number): number[][] =>
  Array.from({ length: count }, () => Array.from({ length }, () => Math.fround(random.uniform(-1, 1))));
const cosine = (a: number[], b: number[]): number => {
  const dot = (x: number[], y: number[]): number =>
    x.reduce((sum, value, i) => sum + value * (y[i] ?? NaN), 0);
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
};
/** Mean over the queries of -log of the share that their own key has among all. */
const contrast64 = (queries: number[][], keys: number[][], temperature: number): number =>
  queries.reduce((sum, query, i) => {
    const all = keys.map((key) => Math.exp(cosine(query, key) / temperature));
    return sum - Math.log((all[i] ?? NaN) / all.reduce((a, b) => a + b));
  }, 0) / queries.length;

describe('patchContrast', () => {
  it('compares patches of each image with each other, as in float64', () => {
    const [queries, keys] = [
      [rows(4, 3), rows(4, 3)],
      [rows(4, 3), rows(4, 3)],
    ] as [number[][][], number[][][]];
    const expected = queries.reduce((sum, of, n) => sum + contrast64(of, keys[n] ?? [], 0.07), 0) / 2;
    const loss = tf.tidy(() => patchContrast(tf.tensor3d(queries), tf.tensor3d(keys), 0.07).dataSync()[0]);
    expect(loss).toBeCloseTo(expected, 4);
  });

  it('has a gradient where a vector is 0, as those behind a ReLU may be', () => {
    tf.tidy(() => {
      const queries = tf.tensor3d([[...rows(2, 2), [0, 0]]]);
      const keys = tf.tensor3d([rows(3, 2)]);
      const gradient = tf
        .grad((x) => patchContrast(x as tf.Tensor3D, keys, 0.07))(queries)
        .dataSync();
      expect(gradient.every(Number.isFinite)).toBe(true);
      expect(Array.from(gradient.slice(4), Math.abs)).toEqual([0, 0]);
    });
  });

  it('pulls the queries alone', () => {
    tf.tidy(() => {
      const [queries, keys] = [tf.tensor3d([rows(3, 2)]), tf.tensor3d([rows(3, 2)])];
      const greatest = (x: tf.Tensor): number => tf.max(tf.abs(x)).dataSync()[0] ?? NaN;
      expect(greatest(tf.grad((x) => patchContrast(x as tf.Tensor3D, keys, 0.07))(queries))).toBeGreaterThan(
        1e-3,
      );
      expect(() => tf.grad((x) => patchContrast(queries, x as tf.Tensor3D, 0.07))(keys)).toThrow();
    });
  });
});

describe('viewContrast', () => {
  it('is the mean of both directions, as in float64', () => {
    const [one, other] = [rows(5, 4), rows(5, 4)];
    const expected = (contrast64(one, other, 1) + contrast64(other, one, 1)) / 2;
    const loss = tf.tidy(() => viewContrast(tf.tensor2d(one), tf.tensor2d(other)).dataSync()[0]);
    expect(loss).toBeCloseTo(expected, 5);
  });
});
