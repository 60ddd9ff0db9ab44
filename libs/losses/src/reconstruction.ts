import * as tf from '@tensorflow/tfjs-core';

/**
 * Distance of drawn images from given ones, both scaled to 0 .. 1: summed over the pixels, averaged over the images.
 *
 * - bce: -x log p - (1 - x) log(1 - p), as softplus(logit) - x logit
 * - mse: (p - x)^2
 *
 * @param logits [N, H, W, channels]; their sigmoid is the drawn image p
 * @param images [N, H, W, channels] in [-1, 1]
 */
export const reconstruction = (kind: 'bce' | 'mse', logits: tf.Tensor4D, images: tf.Tensor4D): tf.Scalar =>
  tf.tidy(() => {
    const x = tf.mul(tf.add(images, 1), 0.5);
    const each =
      kind === 'bce'
        ? tf.sub(tf.softplus(logits), tf.mul(x, logits))
        : tf.square(tf.sub(tf.sigmoid(logits), x));
    return tf.div<tf.Scalar>(tf.sum(each), images.shape[0]);
  });
