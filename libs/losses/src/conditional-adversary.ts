import * as tf from '@tensorflow/tfjs-core';
import { detach } from '@jiagu/nn';
import { predictionEntropy } from './prediction-entropy.js';

/**
 * The input of CDAN's discriminator (Long 2018, eq. 5): the outer product of features and predictions, the softmax of
 * the logits. No gradient flows into the logits.
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
 * CDAN+E's weights (Long 2018, eq. 8): 1 + exp(-entropy), so that images with confident predictions count more, divided
 * by their sum. The gradient treats the sum as a constant, as published.
 *
 * @param logits [N, classes]
 * @param reverse applied to the entropies, whose gradient is reversed like that of the features
 * @returns [N], summing to 1
 */
export function entropyWeights(
  logits: tf.Tensor2D,
  reverse: (entropy: tf.Tensor1D) => tf.Tensor1D,
): tf.Tensor1D {
  const weights = tf.add(tf.exp(tf.neg(reverse(predictionEntropy(logits)))), 1);
  return tf.div(weights, detach(tf.sum(weights)));
}
