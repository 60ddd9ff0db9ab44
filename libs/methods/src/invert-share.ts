import * as tf from '@tensorflow/tfjs-core';

/**
 * Swaps dark and light in a share of a batch [N, H, W, channels] in [-1, 1], spread evenly over it. An encoder that
 * sees such batches can't rely on polarity, in which the domains differ.
 * @param share 0..1; 0 returns the tensor itself
 */
export function invertShare(x: tf.Tensor4D, share: number): tf.Tensor4D {
  if (share === 0) return x;
  const count = x.shape[0];
  const signs = Array.from({ length: count }, (_, i) =>
    Math.floor((i + 1) * share) > Math.floor(i * share) ? -1 : 1,
  );
  return tf.mul(x, tf.tensor4d(signs, [count, 1, 1, 1]));
}
