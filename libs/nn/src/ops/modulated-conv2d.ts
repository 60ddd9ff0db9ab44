import * as tf from '@tensorflow/tfjs-core';
import { conv2d } from './conv2d.js';

const EPSILON = 1e-8;

/**
 * StyleGAN2's modulated convolution of stride 1 (Karras 2020): for each sample, the filter is scaled by the style for
 * every input channel and then to unit length for every output channel. Input and output are scaled instead, so that
 * one convolution serves all samples.
 *
 * @param x [N, H, W, in]
 * @param filter [kh, kw, in, out]
 * @param style [N, in]
 * @param padding zero pixels on every side
 * @returns [N, H', W', out]
 */
export function modulatedConv2d(
  x: tf.Tensor4D,
  filter: tf.Tensor4D,
  style: tf.Tensor2D,
  padding: number,
): tf.Tensor4D {
  const [count, input] = style.shape;
  return tf.tidy(() => {
    const squares: tf.Tensor2D = tf.sum(tf.square(filter), [0, 1]);
    const lengths = tf.sqrt(tf.add(tf.matMul(tf.square(style), squares), EPSILON));
    const y = conv2d(tf.mul(x, tf.reshape(style, [count, 1, 1, input])), filter, { padding });
    return tf.div(y, tf.reshape(lengths, [count, 1, 1, filter.shape[3]]));
  });
}
