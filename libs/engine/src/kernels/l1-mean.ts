import { util, type Tensor, type TensorInfo } from '@tensorflow/tfjs-core';
import type { Arithmetic } from './arithmetic.js';
import { defineKernel } from './define-kernel.js';

/** Mean of |a - b|. The difference is saved in place of a and b: one tensor, and b is free at once. */
export function defineL1Mean({ sub, abs, sign, neg, mul, scale, mean }: Arithmetic): void {
  defineKernel<{ a: TensorInfo; b: TensorInfo }, object>({
    name: 'JiaguL1Mean',
    forward({ a, b }) {
      const difference = sub(a, b);
      const distance = abs(difference);
      const everything = a.shape.map((_, axis) => axis);
      const result = mean(distance, everything, false);
      distance.dispose();
      return [result, difference];
    },
    saveOutputs: [false, true],
    backward(dy, saved) {
      const [difference] = saved as [Tensor];
      const gradient = () => mul(sign(difference), scale(dy, 1 / util.sizeFromShape(difference.shape)));
      return { a: gradient, b: () => neg(gradient()) };
    },
  });
}
