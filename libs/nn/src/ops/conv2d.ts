import * as tf from '@tensorflow/tfjs-core';
import { explicitPadding } from './explicit-padding.js';
import { hasFusedKernel, runFusedKernel } from './fused-kernel.js';
import { pad2d, portablePad2d } from './pad2d.js';

export interface Conv2dArguments {
  /** default 1 */
  stride?: number;
  /** zero pixels on every side, default 0 */
  padding?: number;
  /** [out] */
  bias?: tf.Tensor1D;
}

/**
 * 2-D convolution with PyTorch's explicit symmetric padding.
 *
 * @param x [N, H, W, in]
 * @param filter [kh, kw, in, out]
 * @returns [N, H', W', out] with H' = floor((H + 2 padding - kh) / stride) + 1
 * @throws Error when the channels differ or the filter does not fit into the padded image
 */
export function conv2d(
  x: tf.Tensor4D,
  filter: tf.Tensor4D,
  { stride = 1, padding = 0, bias }: Conv2dArguments = {},
): tf.Tensor4D {
  if (!hasFusedKernel('JiaguConv2D')) return portableConv2d(x, filter, { stride, padding, bias });
  const { mode, pixels } = convPadding(x, filter, stride, padding);
  const padded = pixels ? pad2d(x, pixels) : x;
  const y = runFusedKernel<tf.Tensor4D>(
    'JiaguConv2D',
    { x: padded, filter, ...(bias && { bias }) },
    { stride, padding: mode },
  );
  if (padded !== x) padded.dispose();
  return y;
}

/** {@link conv2d} in public operations. */
export function portableConv2d(
  x: tf.Tensor4D,
  filter: tf.Tensor4D,
  { stride = 1, padding = 0, bias }: Conv2dArguments = {},
): tf.Tensor4D {
  const { mode, pixels } = convPadding(x, filter, stride, padding);
  return tf.tidy(() => {
    const y = tf.conv2d(pixels ? portablePad2d(x, pixels, 0) : x, filter, stride, mode);
    return bias ? tf.add(y, bias) : y;
  });
}

function convPadding(
  { shape: [, h, w, channels] }: tf.Tensor4D,
  filter: tf.Tensor4D,
  stride: number,
  padding: number,
) {
  const [kh, kw, input] = filter.shape;
  if (channels !== input) throw new Error(`conv2d: ${channels} channels where the filter takes ${input}`);
  return explicitPadding([h, w], [kh, kw], stride, padding);
}
