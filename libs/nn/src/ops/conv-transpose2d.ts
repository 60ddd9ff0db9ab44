import type * as tf from '@tensorflow/tfjs-core';
import { conv2dAdjoint } from './conv2d-adjoint.js';

interface ConvTranspose2dArguments {
  stride: number;
  /** pixels removed on every side, as in PyTorch */
  padding: number;
  /** rows and columns added at the end, less than the stride, as in PyTorch; default 0 */
  outputPadding?: number;
}

/**
 * Transposed 2-D convolution: the gradient of a convolution with respect to its input.
 *
 * @param x [N, H, W, in]
 * @param filter [kh, kw, out, in]
 * @returns [N, (H - 1) stride - 2 padding + kh + outputPadding, ..., out]
 * @throws Error when the channels differ, for an output padding that is not less than the stride, or as
 *   {@link conv2dAdjoint}
 */
export function convTranspose2d(
  x: tf.Tensor4D,
  filter: tf.Tensor4D,
  { stride, padding, outputPadding = 0 }: ConvTranspose2dArguments,
): tf.Tensor4D {
  const [, h, w, channels] = x.shape;
  const [kh, kw, , input] = filter.shape;
  if (channels !== input)
    throw new Error(`convTranspose2d: ${channels} channels where the filter takes ${input}`);
  if (outputPadding >= stride)
    throw new Error(
      `convTranspose2d: the output padding ${outputPadding} must be less than the stride ${stride}`,
    );
  const side = (length: number, kernel: number): number =>
    (length - 1) * stride - 2 * padding + kernel + outputPadding;
  return conv2dAdjoint(x, filter, { stride, padding, size: [side(h, kh), side(w, kw)] });
}
