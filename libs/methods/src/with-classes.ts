import * as tf from '@tensorflow/tfjs-core';

/** Classes as vectors of a single 1: [N] -> [N, classes]. */
export const classVectors = (labels: tf.Tensor1D, classes: number): tf.Tensor2D =>
  tf.tidy(() => tf.cast(tf.oneHot(tf.cast(labels, 'int32'), classes), 'float32') as tf.Tensor2D);

/**
 * Features with the class beside, as a vector of a single 1.
 * @param labels [N]; null: the features as they are
 * @returns [N, features + classes]
 */
export const withClasses = (
  features: tf.Tensor2D,
  labels: tf.Tensor1D | null,
  classes: number,
): tf.Tensor2D => (labels ? tf.concat([features, classVectors(labels, classes)], 1) : features);
