import * as tf from '@tensorflow/tfjs-core';
import { predictionEntropy } from './prediction-entropy.js';

/** Keeps the logarithm finite. */
const SMALLEST = 1e-5;

/**
 * SHOT's information maximisation (Liang 2020, eq. 3): the mean entropy of the predictions, less the entropy of the mean
 * prediction. Each image is to be surely of one class, and all classes are to occur.
 * @param logits of unlabelled images [N, classes]
 */
export function informationMaximisation(logits: tf.Tensor2D): tf.Scalar {
  const mean = tf.mean(tf.softmax(logits), 0);
  const diversity = tf.neg(tf.sum<tf.Scalar>(tf.mul(mean, tf.log(tf.add(mean, SMALLEST)))));
  return tf.sub(tf.mean<tf.Scalar>(predictionEntropy(logits)), diversity);
}
