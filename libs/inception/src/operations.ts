import * as tf from '@tensorflow/tfjs-core';

/** Side of the images that the network sees. */
export const SIDE = 299;

/**
 * Bilinear resizing of [N, H, W, C] as TensorFlow 1 does it by default: pixel i of n is read at i · from / n, without
 * the shift by half a pixel of other implementations.
 */
export function resizeAsTensorFlow1(images: tf.Tensor4D, side: number): tf.Tensor4D {
  return tf.image.resizeBilinear(images, [side, side], false, false);
}

/** Levels in [-1, 1] rounded to whole levels of 0 .. 255, as in image files. */
export function toBytes(images: tf.Tensor4D): tf.Tensor4D {
  return tf.tidy(() => tf.clipByValue(tf.round(tf.mul(tf.add(images, 1), 127.5)), 0, 255));
}

/** Mean of 3 x 3 pixels with stride 1, at the edge of those inside the image; [N, H, W, C] -> the same shape. */
export function averagePool(x: tf.Tensor4D): tf.Tensor4D {
  // TensorFlow never counts what it pads.
  return tf.avgPool(x, 3, 1, 'same');
}

/** Maximum of 3 x 3 pixels: with stride 2 without padding, with stride 1 keeping the size. */
export function maxPool(x: tf.Tensor4D, stride: 1 | 2): tf.Tensor4D {
  return tf.maxPool(x, 3, stride, stride === 1 ? 'same' : 'valid');
}
