import { tidy, util, type Tensor, type TensorInfo } from '@tensorflow/tfjs-core';
import type { Arithmetic } from './arithmetic.js';
import { defineKernel } from './define-kernel.js';
import type { NativeOperations } from './native-operations.js';

const SAMPLE = [1, 2, 3];
const SPACE = [1, 2];
const SAMPLES_AND_SPACE = [0, 1, 2];

/**
 * y = centred inv scale + offset with centred = x - mean and inv = 1 / (std + epsilon), for each sample of [N, H, W,
 * C], std unbiased; scale and offset are [C]. x itself is not kept for the gradient.
 */
export function defineLayerNorm(
  native: NativeOperations,
  { add, sub, mul, divNoNan, square, sqrt, reciprocal, scale: times, sum, mean }: Arithmetic,
): void {
  defineKernel<{ x: TensorInfo; scale: TensorInfo; offset: TensorInfo }, { epsilon: number }>({
    name: 'JiaguLayerNorm',
    forward: ({ x, scale, offset }, { epsilon }) =>
      tidy(() => {
        const centred = sub(x, mean(x, SAMPLE));
        const squares = tidy(() => sum(square(centred), SAMPLE));
        const std = sqrt(times(squares, 1 / (sampleSize(x) - 1)));
        const inverse = reciprocal(add(std, native.scalar(epsilon)));
        const y = add(mul(centred, mul(inverse, scale)), offset);
        return [y, centred, std, inverse];
      }),
    saveInputs: ['scale'],
    saveOutputs: [false, true, true, true],
    backward(dy, saved) {
      const [scale, centred, std, inverse] = saved as [Tensor, Tensor, Tensor, Tensor];
      // Per sample and channel, [N, 1, 1, C].
      const total = sum(dy, SPACE);
      const moment = tidy(() => sum(mul(dy, centred), SPACE));
      return {
        offset: () => sum(total, SAMPLES_AND_SPACE, false),
        scale: () => sum(mul(moment, inverse), SAMPLES_AND_SPACE, false),
        // inv dy scale - inv sum(dy scale) / size - centred inv^2 sum(dy scale centred) / ((size - 1) std)
        x() {
          const size = sampleSize(centred);
          const slope = mul(inverse, scale);
          const pull = mul(sum(mul(moment, scale), [3]), square(inverse));
          const curvature = times(divNoNan(pull, std), -1 / (size - 1));
          const shift = times(sum(mul(total, slope), [3]), -1 / size);
          return add(add(mul(dy, slope), mul(centred, curvature)), shift);
        },
      };
    },
  });
}

const sampleSize = ({ shape }: TensorInfo): number => util.sizeFromShape(shape.slice(1));
