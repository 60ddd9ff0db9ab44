import * as tf from '@tensorflow/tfjs-core';
import { startEngine } from '@jiagu/engine';
import { beforeAll, describe, expect, it } from 'vitest';
import { integrate, type Velocity } from './integrate.js';

beforeAll(() => startEngine());

const [mean, deviation] = [2, 0.5];

/**
 * The velocity that flow matching learns where images are numbers of N(mean, deviation^2): E[x1 - x0 | x_t = x]. With
 * x_t of mean t m and variance v = (1 - t)^2 + t^2 s^2, it is m + (t s^2 - (1 - t)) / v (x - t m).
 */
const exact: Velocity = (points, t) => {
  const variance = (1 - t) ** 2 + (t * deviation) ** 2;
  const slope = (t * deviation ** 2 - (1 - t)) / variance;
  return tf.add(tf.mul(tf.sub(points, t * mean), slope), mean);
};

/** Ends of the paths from some points; the true ones are mean + deviation x. */
const starts = [-2, -0.5, 0, 1, 2.5];
const error = (solver: 'euler' | 'heun', steps: number): number => {
  const ends = tf.tidy(
    () => integrate(exact, tf.tensor1d(starts), { solver, steps }).arraySync() as number[],
  );
  return Math.max(...ends.map((end, i) => Math.abs(end - (mean + deviation * (starts[i] ?? NaN)))));
};

describe('integrate', () => {
  it('carries N(0, 1) to the Gaussian that the velocities belong to', () => {
    expect(error('heun', 32)).toBeLessThan(5e-3);
    expect(error('euler', 64)).toBeLessThan(5e-2);
  });

  it('is of first order by Euler, of second by Heun', () => {
    const order = (solver: 'euler' | 'heun'): number => Math.log2(error(solver, 16) / error(solver, 32));
    expect(order('euler')).toBeGreaterThan(0.7);
    expect(order('euler')).toBeLessThan(1.4);
    expect(order('heun')).toBeGreaterThan(1.7);
  });

  it('ends where straight paths end in a single step, and leaves nothing behind', () => {
    const before = tf.memory().numTensors;
    const start = tf.tensor1d(starts);
    const ends = integrate((points) => tf.onesLike(points), start, { solver: 'heun', steps: 1 });
    expect(ends.arraySync()).toEqual(starts.map((x) => x + 1));
    tf.dispose([start, ends]);
    expect(tf.memory().numTensors).toBe(before);
  });
});
