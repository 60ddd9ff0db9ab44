import * as tf from '@tensorflow/tfjs-core';

let publicOnly = false;

/** Whether an operation uses the fused kernel of that name; otherwise it uses its portable form. */
export const hasFusedKernel = (name: string): boolean =>
  !publicOnly && tf.getKernel(name, tf.getBackend()) !== undefined;

/**
 * Runs `f` with the portable form of every operation instead of its fused kernel: slower, but differentiable more than
 * once.
 */
export function inPublicOperations<T>(f: () => T): T {
  const outer = publicOnly;
  publicOnly = true;
  try {
    return f();
  } finally {
    publicOnly = outer;
  }
}

/** Runs a fused kernel without the conversions and checks of tfjs's operations, which cost more than small kernels. */
export const runFusedKernel = <T extends tf.Tensor | tf.Tensor[]>(
  name: string,
  inputs: tf.NamedTensorMap,
  attributes?: tf.NamedAttrMap,
): T => tf.engine().runKernel<T>(name, inputs, attributes);
