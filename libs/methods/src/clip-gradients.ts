import * as tf from '@tensorflow/tfjs-core';

/** Keeps the quotient finite, as in torch.nn.utils.clip_grad_norm_. */
const EPSILON = 1e-6;

/**
 * Clips gradients, taken together as one vector, to an l2 norm; shorter ones are returned unchanged. For use in a tidy,
 * which disposes the given gradients.
 * @returns the clipped gradients, and the norm before
 */
export function clipGradients(
  gradients: readonly tf.Tensor[],
  longest: number,
): { clipped: tf.Tensor[]; length: tf.Scalar } {
  const squares = gradients.map((gradient) => tf.sum<tf.Scalar>(tf.square(gradient)));
  const length: tf.Scalar = tf.sqrt(tf.addN(squares));
  const factor = tf.minimum(tf.div(longest, tf.add(length, EPSILON)), 1);
  return { clipped: gradients.map((gradient) => tf.mul(gradient, factor)), length };
}
