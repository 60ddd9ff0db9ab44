import { util, type Tensor, type TensorInfo } from '@tensorflow/tfjs-core';
import type { Arithmetic } from './arithmetic.js';
import { defineKernel } from './define-kernel.js';
import type { NativeOperations } from './native-operations.js';

/**
 * Means of |a - b| and (a - b)^2 over all elements. The difference is saved in place of a and b: one tensor, and
 * b is free at once.
 */
export function defineMeanDistances(native: NativeOperations, arithmetic: Arithmetic): void {
  const { sub, abs, sign, neg, mul, square, mean, scale } = arithmetic;
  const meanOf = (distance: Tensor): Tensor => {
    const everything = distance.shape.map((_, axis) => axis);
    const result = mean(distance, everything, false);
    distance.dispose();
    return result;
  };
  const share = (dy: Tensor, { shape }: Tensor, factor: number): Tensor =>
    scale(dy, factor / util.sizeFromShape(shape));

  defineKernel<{ a: TensorInfo; b: TensorInfo }, object>({
    name: 'JiaguL1Mean',
    forward({ a, b }) {
      const difference = sub(a, b);
      return [meanOf(abs(difference)), difference];
    },
    saveOutputs: [false, true],
    backward(dy, saved) {
      const [difference] = saved as [Tensor];
      const gradient = () => mul(sign(difference), share(dy, difference, 1));
      return { a: gradient, b: () => neg(gradient()) };
    },
  });
  defineKernel<{ a: TensorInfo; b?: TensorInfo }, { target: number }>({
    name: 'JiaguMseMean',
    forward({ a, b }, { target }) {
      const difference = sub(a, b ?? native.scalar(target));
      return [meanOf(square(difference)), difference];
    },
    saveOutputs: [false, true],
    backward(dy, saved) {
      const [difference] = saved as [Tensor];
      return {
        a: () => mul(difference, share(dy, difference, 2)),
        b: () => mul(difference, share(dy, difference, -2)),
      };
    },
  });
}
