import * as tf from '@tensorflow/tfjs-core';
import { hasFusedKernel, runFusedKernel } from './fused-kernel.js';

/**
 * Mean of |a - b| over all elements of two tensors of the same shape; differentiable in both, with sign(0) = 0.
 * @throws Error when the shapes differ
 */
export function l1Mean<T extends tf.Tensor>(a: T, b: T): tf.Scalar {
  tf.util.assertShapesMatch(a.shape, b.shape, 'l1Mean: ');
  if (!hasFusedKernel('JiaguL1Mean')) return portableL1Mean(a, b);
  const [mean, difference] = runFusedKernel<[tf.Scalar, T]>('JiaguL1Mean', { a, b });
  difference.dispose();
  return mean;
}

/** {@link l1Mean} in public operations. */
export const portableL1Mean = <T extends tf.Tensor>(a: T, b: T): tf.Scalar =>
  tf.tidy(() => tf.mean(tf.abs(tf.sub(a, b))));
