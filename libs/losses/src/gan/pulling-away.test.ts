import * as tf from '@tensorflow/tfjs-core';
import { startEngine } from '@jiagu/engine';
import { ReferenceGenerator } from '@jiagu/random';
import { beforeAll, describe, expect, it } from 'vitest';
import { pullingAway } from './pulling-away.js';

beforeAll(() => startEngine());

const of = (rows: number[][]): number => tf.tidy(() => pullingAway(tf.tensor2d(rows)).dataSync()[0] ?? NaN);

describe('pullingAway', () => {
  it('is the mean squared cosine of two different samples', () => {
    // Cosines 3/5, 4/5 and 0 of lengths that don't count.
    expect(
      of([
        [3, 4],
        [2, 0],
        [0, 0.5],
      ]),
    ).toBeCloseTo((0.36 + 0.64 + 0) / 3, 6);
    expect(
      of([
        [1, -2, 1],
        [-2, 4, -2],
      ]),
    ).toBeCloseTo(1, 6);
  });

  it('is as in numpy in float64', () => {
    const embeddings = new ReferenceGenerator('gan-losses').values('embeddings', 48);
    const found = tf.tidy(() => pullingAway(tf.tensor2d(embeddings, [8, 6])).dataSync()[0]);
    expect(found).toBeCloseTo(0.1559407036418217, 5);
  });

  it('refuses a single sample', () => {
    expect(() => of([[1, 2]])).toThrow('at least 2, got 1');
  });
});
