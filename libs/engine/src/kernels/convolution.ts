import type { Tensor, TensorInfo } from '@tensorflow/tfjs-core';
import { ConvolutionPasses, type Window } from './convolution-passes.js';
import { defineKernel } from './define-kernel.js';
import type { NativeOperations } from './native-operations.js';

/** Convolution [N, H, W, in] x [kh, kw, in, out] with an optional bias, and transposed convolution. */
export function defineConvolutions(native: NativeOperations): void {
  const passes = new ConvolutionPasses(native);
  defineConv2D(native, passes);
  defineConvTranspose2D(passes);
}

function defineConv2D(native: NativeOperations, passes: ConvolutionPasses): void {
  const biasAttributes = [native.type(), native.text('data_format', 'NHWC')];
  defineKernel<{ x: TensorInfo; filter: TensorInfo; bias?: TensorInfo }, Window>({
    name: 'JiaguConv2D',
    forward({ x, filter, bias }, window) {
      const y = passes.output(x, filter, window);
      if (!bias) return y;
      const sum = native.run('BiasAdd', biasAttributes, y, bias);
      y.dispose();
      return sum;
    },
    saveInputs: ['x', 'filter'],
    backward(dy, saved, window) {
      const [x, filter] = saved as [Tensor, Tensor];
      return {
        x: () => passes.input(x.shape, filter, dy, window),
        filter: () => passes.filter(x, filter.shape, dy, window),
        bias: () => native.run('BiasAddGrad', biasAttributes, dy),
      };
    },
  });
}

function defineConvTranspose2D(passes: ConvolutionPasses): void {
  defineKernel<{ x: TensorInfo; filter: TensorInfo }, Window & { size: [number, number] }>({
    name: 'JiaguConvTranspose2D',
    forward: ({ x, filter }, { size, ...window }) =>
      passes.input([x.shape[0] as number, ...size, filter.shape[2] as number], filter, x, window),
    saveInputs: ['x', 'filter'],
    backward(dy, saved, window) {
      const [x, filter] = saved as [Tensor, Tensor];
      return {
        x: () => passes.output(dy, filter, window),
        filter: () => passes.filter(dy, filter.shape, x, window),
      };
    },
  });
}
