import { tidy, type Tensor, type TensorInfo } from '@tensorflow/tfjs-core';
import type { Arithmetic } from './arithmetic.js';
import { defineKernel } from './define-kernel.js';
import type { NativeOperations } from './native-operations.js';

const SPACE = [1, 2];

/**
 * y = (x - mean) inv with inv = 1 / sqrt(variance + epsilon), for each sample and channel of [N, H, W, C]. Elementwise
 * operations are faster here than FusedBatchNormV3 on transposed data.
 */
export function defineInstanceNorm(
  native: NativeOperations,
  { add, sub, mul, square, rsqrt, mean }: Arithmetic,
): void {
  defineKernel<{ x: TensorInfo }, { epsilon: number }>({
    name: 'JiaguInstanceNorm',
    forward: ({ x }, { epsilon }) =>
      tidy(() => {
        const centred = sub(x, mean(x, SPACE));
        const variance = tidy(() => mean(square(centred), SPACE));
        const inverse = rsqrt(add(variance, native.scalar(epsilon)));
        return [mul(centred, inverse), inverse];
      }),
    saveOutputs: [true, true],
    backward: (dy, saved) => ({
      // inv (dy - mean(dy) - y mean(dy y))
      x() {
        const [y, inverse] = saved as [Tensor, Tensor];
        const along = tidy(() => mean(mul(dy, y), SPACE));
        return mul(sub(sub(dy, mean(dy, SPACE)), mul(y, along)), inverse);
      },
    }),
  });
}
