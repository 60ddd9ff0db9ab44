import * as tf from '@tensorflow/tfjs-core';

const EPSILON = 1e-8;

/**
 * Appends a channel with the standard deviation of the samples of a group (Karras 2018): sqrt(biased variance + 1e-8)
 * over the group, averaged over pixels and channels. As in StyleGAN2, sample n is in group n mod G of G = N / groupSize
 * groups; if that is not an integer, G is rounded up and some groups are smaller.
 *
 * @param x [N, H, W, C]
 * @returns [N, H, W, C + 1]
 */
export function minibatchStddev(x: tf.Tensor4D, groupSize: number): tf.Tensor4D {
  const [count, height, width] = x.shape;
  return tf.tidy(() => {
    const { members, deviations } = groups(x, groupSize);
    const mean = tf.mean(deviations, 1, true);
    const ofEach = tf.reshape(tf.matMul(members, mean), [count, 1, 1, 1]);
    return tf.concat([x, tf.mul(ofEach, tf.ones([1, height, width, 1]))], 3);
  });
}

/**
 * The gradient of {@link minibatchStddev} with respect to its input, as ordinary operations that a tape can
 * differentiate.
 *
 * @param x [N, H, W, C]
 * @param dy gradient with respect to the output, [N, H, W, C + 1]
 * @returns [N, H, W, C]
 */
export function minibatchStddevAdjoint(x: tf.Tensor4D, dy: tf.Tensor4D, groupSize: number): tf.Tensor4D {
  const [count, , , channels] = x.shape;
  return tf.tidy(() => {
    const { members, shares, centred, deviations } = groups(x, groupSize);
    const [direct, added] = tf.split(dy, [channels, 1], 3) as [tf.Tensor4D, tf.Tensor4D];
    const ofGroup = tf.matMul(members, tf.sum(tf.reshape(added, [count, -1]), 1, true), true, false);
    // d sqrt(variance + epsilon) / dx = (x - mean) / (members sqrt(variance + epsilon)), averaged over all values.
    const slope = tf.div(tf.div(ofGroup, deviations.shape[1]), deviations);
    return tf.add(direct, tf.reshape(tf.mul(centred, tf.matMul(shares, slope)), x.shape));
  });
}

interface Groups {
  /** [N, G]: 1 where a sample belongs to a group */
  members: tf.Tensor2D;
  /** [N, G]: 1 / size of the group where it does */
  shares: tf.Tensor2D;
  /** [N, H W C], less the mean of the group */
  centred: tf.Tensor2D;
  /** [G, H W C] */
  deviations: tf.Tensor2D;
}

function groups(x: tf.Tensor4D, groupSize: number): Groups {
  const [count] = x.shape;
  const number = Math.ceil(count / groupSize);
  const rows = Array.from({ length: count }, (_, n) =>
    Array.from({ length: number }, (_group, group) => Number(n % number === group)),
  );
  const members = tf.tensor2d(rows);
  const shares = tf.div<tf.Tensor2D>(members, tf.sum(members, 0));
  const mean = (each: tf.Tensor): tf.Tensor2D => tf.matMul(shares, each, true, false);
  const flat: tf.Tensor2D = tf.reshape(x, [count, -1]);
  const centred = tf.sub<tf.Tensor2D>(flat, tf.matMul(members, mean(flat)));
  const deviations = tf.sqrt(tf.add<tf.Tensor2D>(mean(tf.square(centred)), EPSILON));
  return { members, shares, centred, deviations };
}
