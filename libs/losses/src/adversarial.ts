import * as tf from '@tensorflow/tfjs-core';
import { mseMean } from '@jiagu/nn';

/**
 * Mean binary cross-entropy with logits against one answer for all: softplus(x) - answer x.
 * @param scores logits of any shape
 */
export function adversarialBce(scores: tf.Tensor, answer: 0 | 1): tf.Scalar {
  return tf.mean(tf.softplus(answer === 1 ? tf.neg(scores) : scores));
}

/** Least-squares GAN (Mao 2017): mean (score - answer)^2. */
export function leastSquares(scores: tf.Tensor, answer: 0 | 1): tf.Scalar {
  return mseMean(scores, answer);
}
