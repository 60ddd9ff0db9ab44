import * as tf from '@tensorflow/tfjs-core';
import type { AxisPadding } from './explicit-padding.js';
import { hasFusedKernel, runFusedKernel } from './fused-kernel.js';

/** Surrounds the images [N, H, W, C] with pixels of one value. Gradients flow into the images only. */
export function pad2d(
  x: tf.Tensor4D,
  [height, width]: readonly [AxisPadding, AxisPadding],
  value = 0,
): tf.Tensor4D {
  if (!hasFusedKernel('JiaguPad2D')) return portablePad2d(x, [height, width], value);
  return runFusedKernel('JiaguPad2D', { x }, { paddings: [...height, ...width], value });
}

/** {@link pad2d} in public operations. */
export const portablePad2d = (
  x: tf.Tensor4D,
  [height, width]: readonly [AxisPadding, AxisPadding],
  value: number,
): tf.Tensor4D => tf.pad(x, [[0, 0], height, width, [0, 0]], value);
