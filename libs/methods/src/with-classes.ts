import * as tf from '@tensorflow/tfjs-core';

/** One-hot vectors of classes: [N] -> [N, classes], float32. */
export const classVectors = (labels: tf.Tensor1D, classes: number): tf.Tensor2D =>
  tf.tidy(() => tf.cast(tf.oneHot(tf.cast(labels, 'int32'), classes), 'float32') as tf.Tensor2D);

/**
 * Features [N, features] joined with the one-hot vector of the class.
 * @param labels [N]; null: the features as they are
 * @returns [N, features + classes], or the features themselves
 */
export const withClasses = (
  features: tf.Tensor2D,
  labels: tf.Tensor1D | null,
  classes: number,
): tf.Tensor2D => (labels ? tf.concat([features, classVectors(labels, classes)], 1) : features);
