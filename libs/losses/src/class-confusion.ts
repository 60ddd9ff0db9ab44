import * as tf from '@tensorflow/tfjs-core';
import { detach } from '@jiagu/nn';
import { predictionEntropy } from './prediction-entropy.js';

/**
 * Minimum class confusion (Jin 2020, eq. 2-5): how much the predictions of a batch confuse different classes, with more
 * weight for confident predictions.
 *
 * @param logits of unlabelled images [N, classes]
 * @param temperature of the softmax, 2.5 as published
 */
export function classConfusion(logits: tf.Tensor2D, temperature: number): tf.Scalar {
  const [count, classes] = logits.shape;
  const tempered = tf.div(logits, temperature) as tf.Tensor2D;
  const prediction = tf.softmax(tempered);
  const sure = detach(tf.add(tf.exp(tf.neg(predictionEntropy(tempered))), 1));
  const weights = tf.reshape(tf.mul(sure, tf.div(count, tf.sum(sure))), [count, 1]);
  const confusion = tf.matMul(tf.mul(prediction, weights), prediction, true);
  const normalised = tf.div(confusion, tf.sum(confusion, 1, true));
  const own = tf.sum(tf.mul(normalised, tf.eye(classes)));
  return tf.div(tf.sub(tf.sum(normalised), own), classes);
}
