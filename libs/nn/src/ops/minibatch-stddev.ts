import * as tf from '@tensorflow/tfjs-core';

const EPSILON = 1e-8;

/**
 * Adds a channel that tells how much the samples of a group differ (Karras 2018): sqrt(biased variance + 1e-8) over
 * the group, averaged over pixels and channels. As in StyleGAN2, sample n is in group n mod G of G = N / groupSize
 * groups; where that is no integer there is one more, and some have a sample less.
 *
 * @param x [N, H, W, C]
 * @returns [N, H, W, C + 1]
 */
export function minibatchStddev(x: tf.Tensor4D, groupSize: number): tf.Tensor4D {
  const [count, height, width] = x.shape;
  const groups = Math.ceil(count / groupSize);
  const rows = Array.from({ length: count }, (_, n) =>
    Array.from({ length: groups }, (_group, group) => Number(n % groups === group)),
  );
  return tf.tidy(() => {
    const members = tf.tensor2d(rows);
    const shares = tf.div(members, tf.sum(members, 0));
    const mean = (each: tf.Tensor): tf.Tensor => tf.matMul(shares, each, true, false);
    const flat = tf.reshape(x, [count, -1]);
    const variance = mean(tf.square(tf.sub(flat, tf.matMul(members, mean(flat)))));
    const deviation = tf.mean(tf.sqrt(tf.add(variance, EPSILON)), 1, true);
    const ofEach = tf.reshape(tf.matMul(members, deviation), [count, 1, 1, 1]);
    return tf.concat([x, tf.mul(ofEach, tf.ones([1, height, width, 1]))], 3);
  });
}
