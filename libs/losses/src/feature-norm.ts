import * as tf from '@tensorflow/tfjs-core';
import { detach } from '@jiagu/nn';

/** Keeps the gradient of a norm finite at 0. */
const SMALLEST = 1e-12;

/**
 * Hard adaptive feature norm, HAFN (Xu 2019): the squared difference of the mean length of a domain's features from a
 * radius.
 * @param feature [N, width]
 * @param radius 25 as published
 */
export const hardFeatureNorm = (feature: tf.Tensor2D, radius: number): tf.Scalar =>
  tf.square(tf.sub(tf.mean<tf.Scalar>(lengths(feature)), radius));

/**
 * Stepwise adaptive feature norm, SAFN (Xu 2019): every feature is to be longer by a step than it is. The value is always
 * the step's square; what counts is the gradient.
 * @param feature [N, width]
 * @param step 1 as published
 */
export function stepwiseFeatureNorm(feature: tf.Tensor2D, step: number): tf.Scalar {
  const length = lengths(feature);
  return tf.mean(tf.square(tf.sub(length, tf.add(detach(length), step))));
}

/** [N, width] -> [N]. */
const lengths = (feature: tf.Tensor2D): tf.Tensor1D =>
  tf.sqrt(tf.add(tf.sum<tf.Tensor1D>(tf.square(feature), 1), SMALLEST));
