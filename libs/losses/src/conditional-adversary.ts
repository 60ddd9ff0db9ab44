import * as tf from '@tensorflow/tfjs-core';
import { detach } from '@jiagu/nn';
import { predictionEntropy } from './prediction-entropy.js';

/**
 * What CDAN's adversary sees (Long 2018, eq. 5): the outer product of feature and prediction. No gradient flows
 * through the softmax.
 * @param feature [N, F]
 * @param logits [N, classes]
 * @returns [N, F x classes]
 */
export function multilinearMap(feature: tf.Tensor2D, logits: tf.Tensor2D): tf.Tensor2D {
  const [count, width] = feature.shape;
  const classes = logits.shape[1];
  const prediction = detach(tf.softmax(logits));
  const product = tf.mul(tf.reshape(feature, [count, width, 1]), tf.reshape(prediction, [count, 1, classes]));
  return tf.reshape(product, [count, width * classes]);
}

/**
 * CDAN+E's weights (Long 2018, eq. 8): 1 + exp(-entropy), so that images which are surely classified count more, over
 * their sum; the sum itself is a constant for the gradient, as published.
 *
 * @param reverse what the entropies pass, since their gradient is reversed as the features' is
 * @returns [N], summing to 1
 */
export function entropyWeights(
  logits: tf.Tensor2D,
  reverse: (entropy: tf.Tensor1D) => tf.Tensor1D,
): tf.Tensor1D {
  const weights = tf.add(tf.exp(tf.neg(reverse(predictionEntropy(logits)))), 1);
  return tf.div(weights, detach(tf.sum(weights)));
}
