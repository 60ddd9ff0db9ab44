import * as tf from '@tensorflow/tfjs-core';
import { explicitPadding } from './explicit-padding.js';
import { hasFusedKernel, runFusedKernel } from './fused-kernel.js';
import { pad2d, portablePad2d } from './pad2d.js';

/**
 * Maximum over windows; padding counts as minus infinity. Where a window has several maxima the gradient goes to
 * the first in row-major order, as in PyTorch.
 *
 * @param x [N, H, W, C]
 * @param kernel edge of the window in pixels
 * @param stride in pixels
 * @param padding pixels on every side
 * @returns [N, H', W', C] with H' = floor((H + 2 padding - kernel) / stride) + 1
 * @throws Error when the window does not fit into the padded image
 */
export function maxPool2d(x: tf.Tensor4D, kernel: number, stride: number, padding: number): tf.Tensor4D {
  if (!hasFusedKernel('JiaguMaxPool2D')) return portableMaxPool2d(x, kernel, stride, padding);
  const { mode, pixels } = poolPadding(x, kernel, stride, padding);
  const padded = pixels ? pad2d(x, pixels, -Infinity) : x;
  const y = runFusedKernel<tf.Tensor4D>('JiaguMaxPool2D', { x: padded }, { kernel, stride, padding: mode });
  if (padded !== x) padded.dispose();
  return y;
}

/** {@link maxPool2d} in public operations. */
export function portableMaxPool2d(
  x: tf.Tensor4D,
  kernel: number,
  stride: number,
  padding: number,
): tf.Tensor4D {
  const { mode, pixels } = poolPadding(x, kernel, stride, padding);
  return tf.tidy(() => tf.maxPool(pixels ? portablePad2d(x, pixels, -Infinity) : x, kernel, stride, mode));
}

const poolPadding = ({ shape: [, h, w] }: tf.Tensor4D, kernel: number, stride: number, padding: number) =>
  explicitPadding([h, w], [kernel, kernel], stride, padding);
