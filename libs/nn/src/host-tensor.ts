import * as tf from '@tensorflow/tfjs-core';

/**
 * A tensor whose values the host computes anew at every step: random masks, learning rates. Everything in a
 * step that is neither a parameter nor computed from its inputs enters through here.
 *
 * @param fill writes the values, row-major
 */
export function hostTensor(shape: number[], fill: (values: Float32Array) => void): tf.Tensor {
  const values = new Float32Array(tf.util.sizeFromShape(shape));
  fill(values);
  return tf.tensor(values, shape, 'float32');
}

/** A scalar that changes from step to step. */
export const hostScalar = (value: () => number): tf.Scalar =>
  hostTensor([], (values) => {
    values[0] = value();
  }) as tf.Scalar;
