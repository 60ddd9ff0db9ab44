import type { Tensor, TensorInfo } from '@tensorflow/tfjs-core';
import type { Arithmetic } from './arithmetic.js';
import { defineKernel } from './define-kernel.js';
import type { NativeOperations } from './native-operations.js';

interface Pool {
  kernel: number;
  stride: number;
  padding: 'same' | 'valid';
}

/** Maximum over windows of [N, H, W, C], and mean over whole images, [N, H, W, C] -> [N, C]. */
export function definePoolings(native: NativeOperations, { mean, scale }: Arithmetic): void {
  const poolAttributes = ({ kernel, stride, padding }: Pool) => [
    native.type(),
    native.int('ksize', [1, kernel, kernel, 1]),
    native.int('strides', [1, stride, stride, 1]),
    native.text('padding', padding.toUpperCase()),
    native.text('data_format', 'NHWC'),
  ];
  defineKernel<{ x: TensorInfo }, Pool>({
    name: 'JiaguMaxPool2D',
    forward: ({ x }, pool) => native.run('MaxPool', poolAttributes(pool), x),
    saveInputs: ['x'],
    saveOutputs: [true],
    backward: (dy, saved, pool) => ({
      x: () => native.run('MaxPoolGrad', poolAttributes(pool), ...saved, dy),
    }),
  });

  const reshapeAttributes = [native.type(), native.type('Tshape', 'int32')];
  const broadcastAttributes = [native.type(), native.type('Tidx', 'int32')];
  defineKernel<{ x: TensorInfo }, { height: number; width: number }>({
    name: 'JiaguGlobalAveragePool',
    forward: ({ x }) => mean(x, [1, 2], false),
    backward: (dy, _saved, { height, width }) => ({
      x(): Tensor {
        const [n, c] = dy.shape as [number, number];
        const share = scale(dy, 1 / (height * width));
        const pixel = native.run('Reshape', reshapeAttributes, share, native.ints([n, 1, 1, c]));
        return native.run('BroadcastTo', broadcastAttributes, pixel, native.ints([n, height, width, c]));
      },
    }),
  });
}
