import * as tf from '@tensorflow/tfjs-core';
import { detach, mseMean } from '@jiagu/nn';

/**
 * Mean binary cross-entropy with logits against the same answer for all scores: softplus(x) - answer x.
 * @param scores logits of any shape; [N, 1] where there are weights
 * @param weights [N], summing to 1: a weighted sum replaces the mean
 */
export function adversarialBce(scores: tf.Tensor, answer: 0 | 1, weights?: tf.Tensor1D): tf.Scalar {
  const each = tf.softplus(answer === 1 ? tf.neg(scores) : scores);
  return weights ? tf.sum(tf.mul(tf.reshape(each, [-1]), weights)) : tf.mean(each);
}

/** Least-squares GAN (Mao 2017): mean (score - answer)^2. */
export function leastSquares(scores: tf.Tensor, answer: number): tf.Scalar {
  return mseMean(scores, answer);
}

/**
 * Share of scores on the correct side of the boundary, averaged over both kinds: 1 when the discriminator separates
 * all, 0.5 when it can't. For reporting: no gradient flows.
 * @param ones scores, of any shape, whose correct answer is 1
 * @param zeros scores whose correct answer is 0
 * @param boundary between both answers: 0 for logits, 0.5 for least squares and sigmoids
 */
export function discriminatorAccuracy(ones: tf.Tensor, zeros: tf.Tensor, boundary: number): tf.Scalar {
  const share = (right: tf.Tensor): tf.Scalar => tf.mean(tf.cast(right, 'float32'));
  const [above, below] = [tf.greater(detach(ones), boundary), tf.lessEqual(detach(zeros), boundary)];
  return tf.mul(tf.add(share(above), share(below)), 0.5);
}
