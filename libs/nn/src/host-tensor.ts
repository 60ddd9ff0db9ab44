import * as tf from '@tensorflow/tfjs-core';

/** How the values of a host tensor are computed, and the array that became the tensor. */
export interface HostSource {
  shape: number[];
  values: Float32Array;
  fill: (values: Float32Array) => void;
}

let collected: HostSource[] | null = null;

/**
 * A tensor whose values the host recomputes at every step, such as random masks and learning rates. Everything in a
 * step that is neither a parameter nor computed from its inputs must be made by this function.
 *
 * @param fill writes the values, row-major; when a recorded step is replayed, it is called again, in the same order
 * @returns a float32 tensor, disposed by the caller or a tidy
 */
export function hostTensor(shape: number[], fill: (values: Float32Array) => void): tf.Tensor {
  const values = new Float32Array(tf.util.sizeFromShape(shape));
  fill(values);
  collected?.push({ shape, values, fill });
  return tf.tensor(values, shape, 'float32');
}

/** Runs `f` and returns its result and the sources of the host tensors that it made. */
export function collectHostTensors<T>(f: () => T): { result: T; sources: HostSource[] } {
  const outer = collected;
  const sources: HostSource[] = (collected = []);
  try {
    return { result: f(), sources };
  } finally {
    collected = outer;
  }
}

/** A scalar that changes from step to step. */
export const hostScalar = (value: () => number): tf.Scalar =>
  hostTensor([], (values) => {
    values[0] = value();
  }) as tf.Scalar;
