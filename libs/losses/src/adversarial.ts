import * as tf from '@tensorflow/tfjs-core';
import { mseMean } from '@jiagu/nn';

/**
 * Mean binary cross-entropy with logits against one answer for all: softplus(x) - answer x.
 * @param scores logits of any shape; [N, 1] where there are weights
 * @param weights [N], summing to 1: their weighted sum in place of the mean
 */
export function adversarialBce(scores: tf.Tensor, answer: 0 | 1, weights?: tf.Tensor1D): tf.Scalar {
  const each = tf.softplus(answer === 1 ? tf.neg(scores) : scores);
  return weights ? tf.sum(tf.mul(tf.reshape(each, [-1]), weights)) : tf.mean(each);
}

/** Least-squares GAN (Mao 2017): mean (score - answer)^2. */
export function leastSquares(scores: tf.Tensor, answer: 0 | 1): tf.Scalar {
  return mseMean(scores, answer);
}
