import type { Tensor, TensorInfo } from '@tensorflow/tfjs-core';
import { defineKernel } from './define-kernel.js';
import type { NativeOperations } from './native-operations.js';

/**
 * Activations whose gradient TensorFlow computes from their output in one operation. Saving the output instead of the
 * input frees the input's memory, and the next layer needs the output anyway.
 */
export function defineActivations(native: NativeOperations): void {
  const attributes = [native.type()];
  defineKernel<{ x: TensorInfo }, object>({
    name: 'JiaguRelu',
    forward: ({ x }) => native.run('Relu', attributes, x),
    saveOutputs: [true],
    backward: (dy, saved) => ({ x: () => native.run('ReluGrad', attributes, dy, ...saved) }),
  });
  defineKernel<{ x: TensorInfo }, object>({
    name: 'JiaguTanh',
    forward: ({ x }) => native.run('Tanh', attributes, x),
    saveOutputs: [true],
    backward: (dy, saved) => ({ x: () => native.run('TanhGrad', attributes, ...saved, dy) }),
  });
  // With a slope that is not negative the output is positive exactly where the input is.
  defineKernel<{ x: TensorInfo }, { slope: number }>({
    name: 'JiaguLeakyRelu',
    forward: ({ x }, { slope }) => native.run('LeakyRelu', [native.type(), native.float('alpha', slope)], x),
    saveOutputs: [true],
    backward: (dy, saved, { slope }) => ({
      x: (): Tensor =>
        native.run('LeakyReluGrad', [native.type(), native.float('alpha', slope)], dy, ...saved),
    }),
  });
}
