import * as tf from '@tensorflow/tfjs-core';

const EPSILON = 1e-8;

/** x / sqrt(mean(x^2) + 1e-8) over the channels, the last axis (Karras 2018). */
export const pixelNorm = <T extends tf.Tensor>(x: T): T =>
  tf.tidy(() => tf.mul(x, tf.rsqrt(tf.add(tf.mean(tf.square(x), -1, true), EPSILON))));
