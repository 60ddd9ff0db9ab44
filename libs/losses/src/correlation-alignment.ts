import * as tf from '@tensorflow/tfjs-core';

/**
 * Deep CORAL (Sun 2016, eq. 1-3): the squared Frobenius distance of both domains' covariances, over 4 width^2.
 * @param source [N, width], N at least 2
 * @param target [N, width]
 */
export function correlationAlignment(source: tf.Tensor2D, target: tf.Tensor2D): tf.Scalar {
  const width = source.shape[1];
  const difference = tf.sub(covariance(source), covariance(target));
  return tf.div(tf.sum<tf.Scalar>(tf.square(difference)), 4 * width ** 2);
}

/** [N, width] -> [width, width], over N - 1. */
function covariance(x: tf.Tensor2D): tf.Tensor2D {
  const centred = tf.sub<tf.Tensor2D>(x, tf.mean(x, 0, true));
  return tf.div(tf.matMul(centred, centred, true), x.shape[0] - 1);
}
