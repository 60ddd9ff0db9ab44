import * as tf from '@tensorflow/tfjs-core';

/** Whether the engine in use has a fused kernel of that name; otherwise an operation takes its portable form. */
export const hasFusedKernel = (name: string): boolean => tf.getKernel(name, tf.getBackend()) !== undefined;

/** Runs a fused kernel without the conversions and checks of tfjs's own operations: they cost more than small kernels. */
export const runFusedKernel = <T extends tf.Tensor | tf.Tensor[]>(
  name: string,
  inputs: tf.NamedTensorMap,
  attributes?: tf.NamedAttrMap,
): T => tf.engine().runKernel<T>(name, inputs, attributes);
