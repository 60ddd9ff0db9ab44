import * as tf from '@tensorflow/tfjs-core';

/** Lower bound of a joint probability, since its logarithm is taken. */
const SMALLEST = 1e-6;

/**
 * Minus the mutual information, in nats, between the predictions of two views of the same images (invariant information
 * clustering, Ji 2019, eq. 3): the joint distribution is averaged over the batch and made symmetric. Gradients flow
 * into both.
 *
 * @param a logits of one view, b of the other, both [N, classes]
 */
export function mutualInformation(a: tf.Tensor2D, b: tf.Tensor2D): tf.Scalar {
  const product = tf.matMul(tf.softmax(a), tf.softmax(b), true);
  const symmetric = tf.maximum(tf.div(tf.add(product, tf.transpose(product)), 2 * a.shape[0]), SMALLEST);
  const joint = tf.div(symmetric, tf.sum(symmetric));
  const [rows, columns] = [tf.sum(joint, 1, true), tf.sum(joint, 0, true)];
  const terms = tf.mul(joint, tf.sub(tf.log(joint), tf.add(tf.log(rows), tf.log(columns))));
  return tf.neg(tf.sum(terms));
}
