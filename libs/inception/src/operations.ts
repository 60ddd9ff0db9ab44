import * as tf from '@tensorflow/tfjs-core';

/** Side of the images that the network sees. */
export const SIDE = 299;

/**
 * Bilinear enlargement or reduction as TensorFlow 1 does by default: pixel i of n looks at i · from / n, without the
 * half of a pixel that others add.
 */
export function resizeAsTensorFlow1(images: tf.Tensor4D, side: number): tf.Tensor4D {
  return tf.image.resizeBilinear(images, [side, side], false, false);
}

/** Levels in [-1, 1] as whole ones of 0 .. 255, which is how files hold images. */
export function toBytes(images: tf.Tensor4D): tf.Tensor4D {
  return tf.tidy(() => tf.clipByValue(tf.round(tf.mul(tf.add(images, 1), 127.5)), 0, 255));
}

/** Mean of 3 x 3 pixels; at the edge of those that are there. */
export function averagePool(x: tf.Tensor4D): tf.Tensor4D {
  // TensorFlow never counts what it pads.
  return tf.avgPool(x, 3, 1, 'same');
}

/** Largest of 3 x 3 pixels: at every second place, or at every place. */
export function maxPool(x: tf.Tensor4D, stride: 1 | 2): tf.Tensor4D {
  return tf.maxPool(x, 3, stride, stride === 1 ? 'same' : 'valid');
}
