import * as tf from '@tensorflow/tfjs-core';
import { hasFusedKernel, runFusedKernel } from './fused-kernel.js';

/**
 * Surrounds the images with their reflection, without repeating the edge pixel.
 *
 * @param x [N, H, W, C]
 * @param padding pixels on every side, less than H and W
 * @returns [N, H + 2 padding, W + 2 padding, C]
 * @throws Error when the padding is not smaller than the image
 */
export function reflectionPad2d(x: tf.Tensor4D, padding: number): tf.Tensor4D {
  const [, height, width] = x.shape;
  if (padding >= height || padding >= width)
    throw new Error(
      `reflectionPad2d: padding ${padding} must be less than the image's ${height} x ${width} pixels`,
    );
  if (!hasFusedKernel('JiaguReflectionPad2D')) return portableReflectionPad2d(x, padding);
  return runFusedKernel('JiaguReflectionPad2D', { x }, { padding });
}

/** {@link reflectionPad2d} in public operations, with gather, since the gradient of tf.mirrorPad is wrong. */
export const portableReflectionPad2d = (x: tf.Tensor4D, padding: number): tf.Tensor4D =>
  tf.tidy(() =>
    tf.gather(tf.gather(x, reflected(x.shape[1], padding), 1), reflected(x.shape[2], padding), 2),
  );

/** The row or column of the image at every position of the padded one. */
const reflected = (size: number, padding: number): tf.Tensor1D =>
  tf.tensor1d(
    Array.from(
      { length: size + 2 * padding },
      (_, i) => size - 1 - Math.abs(size - 1 - Math.abs(i - padding)),
    ),
    'int32',
  );
