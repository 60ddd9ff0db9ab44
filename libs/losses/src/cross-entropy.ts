import * as tf from '@tensorflow/tfjs-core';
import { detach } from '@jiagu/nn';

/**
 * Mean cross-entropy of softmax(logits) against class numbers, in nats.
 * @param logits [N, classes]
 * @param labels int32 [N]
 * @param smoothing share of each label that is spread over all classes (Szegedy 2016, section 7)
 */
export function crossEntropy(logits: tf.Tensor2D, labels: tf.Tensor1D, smoothing = 0): tf.Scalar {
  const [count, classes] = logits.shape;
  const sure = tf.oneHot(labels, classes);
  const expected = smoothing > 0 ? tf.add(tf.mul(sure, 1 - smoothing), smoothing / classes) : sure;
  return tf.mul(tf.sum(tf.mul(tf.logSoftmax(logits), expected)), -1 / count);
}

/**
 * Cross-entropy against the most likely class of another view, summed over the images where that view is confident and
 * divided by the size of the whole batch (FixMatch, Sohn 2020, eq. 4).
 *
 * @param logits of the strong view [N, classes]
 * @param guess logits of the weak view [N, classes]; no gradient flows into them
 * @param threshold least probability of the most likely class
 * @returns the loss and the share of the batch that counted
 */
export function pseudoLabelCrossEntropy(
  logits: tf.Tensor2D,
  guess: tf.Tensor2D,
  threshold: number,
): { loss: tf.Scalar; share: tf.Scalar } {
  const [count, classes] = logits.shape;
  const probability = tf.softmax(detach(guess));
  const sure = tf.cast(tf.greaterEqual(tf.max(probability, 1), threshold), 'float32');
  const labels = tf.oneHot(tf.argMax(probability, 1) as tf.Tensor1D, classes);
  const losses = tf.neg(tf.sum(tf.mul(tf.logSoftmax(logits), labels), 1));
  return { loss: tf.div(tf.sum(tf.mul(losses, sure)), count), share: tf.mean(sure) };
}
