import * as tf from '@tensorflow/tfjs-core';

/** Velocities of points at a time of 0 .. 1, of the points' shape. */
export type Velocity = (points: tf.Tensor, time: number) => tf.Tensor;

interface IntegrateOptions {
  /** Steps of equal length. */
  readonly steps: number;
  /** euler: first order, one velocity a step; heun: second order, two. */
  readonly solver: 'euler' | 'heun';
}

/**
 * Integrates a velocity field from time 0 to time 1. `start` is not disposed.
 * @returns new points, to be disposed by the caller
 */
export function integrate(
  velocity: Velocity,
  start: tf.Tensor,
  { steps, solver }: IntegrateOptions,
): tf.Tensor {
  let points = tf.clone(start);
  for (let step = 0; step < steps; step++) {
    const before = points;
    points = tf.tidy(() => {
      const v = velocity(before, step / steps);
      const predicted = tf.add(before, tf.div(v, steps));
      if (solver === 'euler') return predicted;
      const there = velocity(predicted, (step + 1) / steps);
      return tf.add(before, tf.div(tf.add(v, there), 2 * steps));
    });
    before.dispose();
  }
  return points;
}
