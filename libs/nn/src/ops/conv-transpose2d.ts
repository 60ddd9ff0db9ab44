import * as tf from '@tensorflow/tfjs-core';
import { explicitPadding } from './explicit-padding.js';
import { hasFusedKernel, runFusedKernel } from './fused-kernel.js';

interface ConvTranspose2dArguments {
  stride: number;
  /** pixels removed on every side, as in PyTorch */
  padding: number;
}

/**
 * Transposed 2-D convolution: the gradient of a convolution with respect to its input.
 *
 * @param x [N, H, W, in]
 * @param filter [kh, kw, out, in]
 * @returns [N, (H - 1) stride - 2 padding + kh, ..., out]
 * @throws Error when the channels differ, or when TensorFlow's padding cannot express the given one: supported are
 *   padding 0 and those where `same` agrees with it, such as 4 x 4, stride 2, padding 1
 */
export function convTranspose2d(
  x: tf.Tensor4D,
  filter: tf.Tensor4D,
  { stride, padding }: ConvTranspose2dArguments,
): tf.Tensor4D {
  if (!hasFusedKernel('JiaguConvTranspose2D')) return portableConvTranspose2d(x, filter, { stride, padding });
  const { size, mode } = transposedShape(x, filter, stride, padding);
  return runFusedKernel('JiaguConvTranspose2D', { x, filter }, { stride, padding: mode, size });
}

/** {@link convTranspose2d} in public operations. */
export function portableConvTranspose2d(
  x: tf.Tensor4D,
  filter: tf.Tensor4D,
  { stride, padding }: ConvTranspose2dArguments,
): tf.Tensor4D {
  const { size, mode } = transposedShape(x, filter, stride, padding);
  const [height, width] = size;
  return tf.conv2dTranspose(x, filter, [x.shape[0], height, width, filter.shape[2]], stride, mode);
}

function transposedShape(
  { shape: [, h, w, channels] }: tf.Tensor4D,
  filter: tf.Tensor4D,
  stride: number,
  padding: number,
) {
  const [kh, kw, , input] = filter.shape;
  if (channels !== input)
    throw new Error(`convTranspose2d: ${channels} channels where the filter takes ${input}`);
  const size: [number, number] = [(h - 1) * stride - 2 * padding + kh, (w - 1) * stride - 2 * padding + kw];
  const { mode, pixels } = explicitPadding(size, [kh, kw], stride, padding);
  if (pixels)
    throw new Error(
      `convTranspose2d: a ${kh} x ${kw} filter of stride ${stride} with padding ${padding} is not supported; ` +
        'take padding 0, or 4 x 4 of stride 2 with padding 1',
    );
  return { size, mode };
}
