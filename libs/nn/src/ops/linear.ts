import * as tf from '@tensorflow/tfjs-core';
import { hasFusedKernel, runFusedKernel } from './fused-kernel.js';

/**
 * x weight + bias.
 *
 * @param x [N, in]
 * @param weight [in, out]
 * @param bias [out]
 * @returns [N, out]
 */
export function linear(x: tf.Tensor2D, weight: tf.Tensor2D, bias?: tf.Tensor1D): tf.Tensor2D {
  if (!hasFusedKernel('JiaguLinear')) return portableLinear(x, weight, bias);
  return runFusedKernel('JiaguLinear', { x, weight, ...(bias && { bias }) });
}

/** {@link linear} in public operations. */
export function portableLinear(x: tf.Tensor2D, weight: tf.Tensor2D, bias?: tf.Tensor1D): tf.Tensor2D {
  return tf.tidy(() => {
    const y: tf.Tensor2D = tf.matMul(x, weight);
    return bias ? tf.add(y, bias) : y;
  });
}
