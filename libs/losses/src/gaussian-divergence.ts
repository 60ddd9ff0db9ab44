import * as tf from '@tensorflow/tfjs-core';

/**
 * Kullback-Leibler divergence of a Gaussian with independent entries from N(0, 1) (Kingma 2014, appendix B):
 * 1/2 sum of mean^2 + variance - 1 - log variance, averaged over the images.
 * @param mean [N, length]
 * @param logVariance [N, length]
 */
export const gaussianDivergence = (mean: tf.Tensor2D, logVariance: tf.Tensor2D): tf.Scalar =>
  tf.tidy(() => {
    const each = tf.sub(tf.add(tf.square(mean), tf.exp(logVariance)), tf.add(logVariance, 1));
    return tf.mul(tf.mean<tf.Scalar>(tf.sum(each, 1)), 0.5);
  });
