import * as tf from '@tensorflow/tfjs-core';
import { explicitPadding } from './explicit-padding.js';
import { hasFusedKernel, runFusedKernel } from './fused-kernel.js';
import { pad2d, portablePad2d } from './pad2d.js';

interface Conv2dArguments {
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
    const padded = pixels ? portablePad2d(x, pixels, 0) : x;
    // TensorFlow 2.21's gradient of strided 1 x 1 filters writes beyond its memory, see the engine's own kernel.
    const pointwise = filter.shape[0] === 1 && filter.shape[1] === 1 && stride > 1;
    const y = pointwise
      ? tf.conv2d(everyNth(padded, stride), filter, 1, 'valid')
      : tf.conv2d(padded, filter, stride, mode);
    return bias ? tf.add(y, bias) : y;
  });
}

/** Every n-th row and column, the first included. tfjs's stridedSlice has no gradient. */
function everyNth(x: tf.Tensor4D, n: number): tf.Tensor4D {
  const [count, height, width, channels] = x.shape;
  const [rows, columns] = [Math.ceil(height / n), Math.ceil(width / n)];
  const whole = portablePad2d(
    x,
    [
      [0, rows * n - height],
      [0, columns * n - width],
    ],
    0,
  );
  const lines = tf.reshape(whole, [count, rows, n * columns * n, channels]);
  const kept = tf.slice(lines, [0, 0, 0, 0], [count, rows, columns * n, channels]);
  const pixels: tf.Tensor4D = tf.reshape(kept, [count, rows, columns, n * channels]);
  return tf.slice(pixels, [0, 0, 0, 0], [count, rows, columns, channels]);
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
