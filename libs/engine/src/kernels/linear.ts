import type { Tensor, TensorInfo } from '@tensorflow/tfjs-core';
import { defineKernel } from './define-kernel.js';
import type { NativeOperations } from './native-operations.js';

/** x weight + bias of matrices [N, in] and [in, out]; the bias may be absent. */
export function defineLinear(native: NativeOperations): void {
  const matMul = (transposeA: boolean, transposeB: boolean) => [
    native.type(),
    native.bool('transpose_a', transposeA),
    native.bool('transpose_b', transposeB),
  ];
  const [plain, transposedA, transposedB] = [matMul(false, false), matMul(true, false), matMul(false, true)];
  const biasAttributes = [native.type(), native.text('data_format', 'NHWC')];
  defineKernel<{ x: TensorInfo; weight: TensorInfo; bias?: TensorInfo }, object>({
    name: 'JiaguLinear',
    forward({ x, weight, bias }) {
      const product = native.run('MatMul', plain, x, weight);
      if (!bias) return product;
      const y = native.run('BiasAdd', biasAttributes, product, bias);
      product.dispose();
      return y;
    },
    saveInputs: ['x', 'weight'],
    backward(dy, saved) {
      const [x, weight] = saved as [Tensor, Tensor];
      return {
        x: () => native.run('MatMul', transposedB, dy, weight),
        weight: () => native.run('MatMul', transposedA, x, dy),
        bias: () => native.run('BiasAddGrad', biasAttributes, dy),
      };
    },
  });
}
