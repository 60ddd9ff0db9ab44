import * as tf from '@tensorflow/tfjs-core';
import { hasFusedKernel, runFusedKernel } from './fused-kernel.js';

/**
 * x where it is positive, slope x elsewhere. The gradient at 0 is the slope, as in PyTorch.
 *
 * @param slope not negative
 * @throws Error for a negative slope
 */
export function leakyRelu<T extends tf.Tensor>(x: T, slope: number): T {
  if (slope < 0) throw new Error(`leakyRelu: the slope must not be negative, got ${slope}`);
  return hasFusedKernel('JiaguLeakyRelu')
    ? runFusedKernel('JiaguLeakyRelu', { x }, { slope })
    : portableLeakyRelu(x, slope);
}

/** {@link leakyRelu} in public operations, without tf.leakyRelu, whose gradient can't be differentiated again. */
export const portableLeakyRelu = <T extends tf.Tensor>(x: T, slope: number): T =>
  tf.tidy(() => tf.add(tf.mul(x, slope), tf.mul(tf.relu(x), 1 - slope)));

/** StyleGAN2's leaky ReLU: slope 0.2, times sqrt(2), which about preserves the second moment. */
export const scaledLeakyRelu = <T extends tf.Tensor>(x: T): T => tf.mul(leakyRelu(x, 0.2), Math.SQRT2);
