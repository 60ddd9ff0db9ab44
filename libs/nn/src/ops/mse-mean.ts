import * as tf from '@tensorflow/tfjs-core';
import { hasFusedKernel, runFusedKernel } from './fused-kernel.js';

/**
 * Mean of (a - b)^2 over all elements; differentiable in both.
 *
 * @param b a tensor of the same shape, or one number to compare all elements with
 * @throws Error when the shapes differ
 */
export function mseMean<T extends tf.Tensor>(a: T, b: T | number): tf.Scalar {
  if (typeof b !== 'number') tf.util.assertShapesMatch(a.shape, b.shape, 'mseMean: ');
  if (!hasFusedKernel('JiaguMseMean')) return portableMseMean(a, b);
  const [mean, difference] = runFusedKernel<[tf.Scalar, T]>(
    'JiaguMseMean',
    typeof b === 'number' ? { a } : { a, b },
    { target: typeof b === 'number' ? b : 0 },
  );
  difference.dispose();
  return mean;
}

/** {@link mseMean} in public operations. */
export const portableMseMean = <T extends tf.Tensor>(a: T, b: T | number): tf.Scalar =>
  tf.tidy(() => tf.mean(tf.square(tf.sub(a, b))));
