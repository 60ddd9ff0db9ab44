import * as tf from '@tensorflow/tfjs-core';
import { explicitPadding } from './explicit-padding.js';
import { hasFusedKernel, runFusedKernel } from './fused-kernel.js';

interface Conv2dAdjointArguments {
  stride: number;
  padding: number;
  /** height and width of the convolution's input */
  size: readonly [number, number];
}

/**
 * The gradient of a convolution with respect to its input, as an operation that is itself differentiable in `dy` and
 * `filter`.
 *
 * @param dy gradient of the convolution's output, [N, H', W', out]
 * @param filter of the convolution, [kh, kw, in, out]
 * @returns [N, ...size, in]
 * @throws Error for 1 x 1 filters with a stride above 1, whose second derivative is wrong in TensorFlow
 */
export function conv2dAdjoint(
  dy: tf.Tensor4D,
  filter: tf.Tensor4D,
  { stride, padding, size }: Conv2dAdjointArguments,
): tf.Tensor4D {
  const [kh, kw, input] = filter.shape;
  if (kh === 1 && kw === 1 && stride > 1)
    throw new Error(
      `conv2dAdjoint: a 1 x 1 filter of stride ${stride} is not supported; pool, then take stride 1`,
    );
  const { mode, pixels } = explicitPadding(size, [kh, kw], stride, padding);
  const [[top, bottom], [left, right]] = pixels ?? [
    [0, 0],
    [0, 0],
  ];
  const padded: [number, number] = [top + size[0] + bottom, left + size[1] + right];
  return tf.tidy(() => {
    const dx = hasFusedKernel('JiaguConvTranspose2D')
      ? runFusedKernel<tf.Tensor4D>(
          'JiaguConvTranspose2D',
          { x: dy, filter },
          { stride, padding: mode, size: padded },
        )
      : tf.conv2dTranspose(dy, filter, [dy.shape[0], ...padded, input], stride, mode);
    return pixels ? tf.slice(dx, [0, top, left, 0], [dy.shape[0], ...size, input]) : dx;
  });
}
