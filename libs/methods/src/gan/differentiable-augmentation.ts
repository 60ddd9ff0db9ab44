import type { RandomStream } from '@jiagu/random';
import * as tf from '@tensorflow/tfjs-core';
import { uniformNoise } from '../noise.js';

/** How far the changes go; 0: not at all. */
export interface AugmentationOptions {
  /** greatest amount that is added or subtracted, of images in [-1, 1] */
  readonly brightness: number;
  /** contrast times 1 - this .. 1 + this */
  readonly contrast: number;
  /** greatest shift as a share of the side */
  readonly shift: number;
  /** side of the square that is blanked as a share of the image's */
  readonly cutout: number;
}

/** The share of the images that a change is applied to, 0 .. 1; null: all. */
export type Share = tf.Scalar | null;

/**
 * Differentiable augmentation (Zhao 2020): brightness, contrast, shift and cutout of images [N, H, W, channels], drawn
 * for each image. Gradients flow through to the images.
 * @param share of the images that each change is applied to, drawn for each change; null: all
 */
export function augment(
  images: tf.Tensor4D,
  { brightness, contrast, shift, cutout }: AugmentationOptions,
  share: Share,
  random: RandomStream,
): tf.Tensor4D {
  let x = images;
  if (brightness > 0) x = tf.add(x, between(x, -brightness, brightness, share, random));
  if (contrast > 0) {
    const mean = tf.mean(x, [1, 2, 3], true);
    x = tf.add(mean, tf.mul(tf.sub(x, mean), tf.add(1, between(x, -contrast, contrast, share, random))));
  }
  if (shift > 0) x = shifted(x, shift, share, random);
  if (cutout > 0) x = tf.mul(x, hole(x, cutout, share, random));
  return x;
}

/** Uniform numbers [N, 1, 1, 1], 0 for the images that are not changed. */
function between(
  { shape: [count] }: tf.Tensor4D,
  low: number,
  high: number,
  share: Share,
  random: RandomStream,
): tf.Tensor4D {
  const drawn = tf.add(tf.mul(uniformNoise([count, 1, 1, 1], random), high - low), low);
  return tf.mul(drawn, chosen([count, 1, 1, 1], share, random));
}

/** 1 for images that are changed, 0 for others. Numbers are drawn whatever the share is. */
function chosen(shape: number[], share: Share, random: RandomStream): tf.Tensor {
  const drawn = uniformNoise(shape, random);
  return share ? tf.cast(tf.less(drawn, share), 'float32') : tf.ones(shape);
}

/** Moves each image by whole pixels, filling with zeros, as products with a matrix on either side. */
function shifted(x: tf.Tensor4D, shift: number, share: Share, random: RandomStream): tf.Tensor4D {
  const [, height, width] = x.shape;
  const apart = chosen([x.shape[0], 1, 1, 1], share, random);
  const [rows, columns] = [height, width].map((side) => {
    const most = Math.floor(side * shift + 0.5);
    const pixels = tf.floor(tf.sub(tf.mul(uniformNoise(apart.shape, random), 2 * most + 1), most));
    const to = tf.reshape(tf.range(0, side), [1, 1, side, 1]);
    const from = tf.reshape(tf.range(0, side), [1, 1, 1, side]);
    return tf.cast(tf.equal(tf.sub(to, tf.mul(pixels, apart)), from), 'float32');
  }) as [tf.Tensor4D, tf.Tensor4D];
  const planes = tf.transpose(x, [0, 3, 1, 2]);
  const each = (matrix: tf.Tensor4D): tf.Tensor => tf.tile(matrix, [1, x.shape[3], 1, 1]);
  const moved = tf.matMul(tf.matMul(each(rows), planes), each(columns), false, true);
  return tf.transpose(moved, [0, 2, 3, 1]) as tf.Tensor4D;
}

/** 0 in a square of each image, 1 elsewhere: [N, H, W, 1]. The square may extend beyond the edge. */
function hole(x: tf.Tensor4D, cutout: number, share: Share, random: RandomStream): tf.Tensor4D {
  const [count, height, width] = x.shape;
  const apart = chosen([count, 1, 1, 1], share, random);
  const inside = ([side, shape]: readonly [number, number[]]): tf.Tensor => {
    const size = Math.floor(side * cutout + 0.5);
    const from = tf.sub(
      tf.floor(tf.mul(uniformNoise([count, 1, 1, 1], random), side + (1 - (size % 2)))),
      Math.floor(size / 2),
    );
    const pixels = tf.reshape(tf.range(0, side), shape);
    const within = tf.logicalAnd(tf.greaterEqual(pixels, from), tf.less(pixels, tf.add(from, size)));
    return tf.cast(within, 'float32');
  };
  const square = tf.mul(inside([height, [1, height, 1, 1]]), inside([width, [1, 1, width, 1]]));
  return tf.sub(1, tf.mul(square, apart));
}
