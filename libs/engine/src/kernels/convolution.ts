import { tidy, type Tensor, type TensorInfo } from '@tensorflow/tfjs-core';
import { defineKernel } from './define-kernel.js';
import type { NativeOperations, OperationAttribute } from './native-operations.js';

interface Window {
  stride: number;
  padding: 'same' | 'valid';
}

type WindowAttributes = (window: Window) => OperationAttribute[];

/** Convolution [N, H, W, in] x [kh, kw, in, out] with an optional bias, and transposed convolution. */
export function defineConvolutions(native: NativeOperations): void {
  const attributes = cachedAttributes(native);
  defineConv2D(native, attributes);
  defineConvTranspose2D(native, attributes);
}

function defineConv2D(native: NativeOperations, attributes: WindowAttributes): void {
  const biasAttributes = [native.type(), native.text('data_format', 'NHWC')];
  const pointwise = pointwiseFilterGradient(native);
  defineKernel<{ x: TensorInfo; filter: TensorInfo; bias?: TensorInfo }, Window>({
    name: 'JiaguConv2D',
    forward({ x, filter, bias }, window) {
      const y = native.run('Conv2D', attributes(window), x, filter);
      if (!bias) return y;
      const sum = native.run('BiasAdd', biasAttributes, y, bias);
      y.dispose();
      return sum;
    },
    saveInputs: ['x', 'filter'],
    backward(dy, saved, window) {
      const [x, filter] = saved as [Tensor, Tensor];
      return {
        x: () => native.run('Conv2DBackpropInput', attributes(window), native.ints(x.shape), filter, dy),
        filter: () =>
          filter.shape[0] === 1 && filter.shape[1] === 1
            ? pointwise(x, dy, window.stride, filter.shape)
            : native.run('Conv2DBackpropFilter', attributes(window), x, native.ints(filter.shape), dy),
        bias: () => native.run('BiasAddGrad', biasAttributes, dy),
      };
    },
  });
}

/**
 * The filter's gradient of 1 x 1 convolutions as one product of matrices. TensorFlow 2.21's own writes beyond its
 * memory with oneDNN on AVX-512 where the stride is 2 and there are fewer than 16 channels.
 */
function pointwiseFilterGradient(native: NativeOperations) {
  const sliceAttributes = [
    native.type(),
    native.type('Index', 'int32'),
    ...['begin_mask', 'end_mask'].map((mask) => native.int(mask, 0b1111)),
    ...['ellipsis_mask', 'new_axis_mask', 'shrink_axis_mask'].map((mask) => native.int(mask, 0)),
  ];
  const reshapeAttributes = [native.type(), native.type('Tshape', 'int32')];
  const productAttributes = [
    native.type(),
    native.bool('transpose_a', true),
    native.bool('transpose_b', false),
  ];
  const zeros = native.ints([0, 0, 0, 0]);
  return (x: TensorInfo, dy: TensorInfo, stride: number, shape: number[]): Tensor =>
    tidy(() => {
      const steps = native.ints([1, stride, stride, 1]);
      const seen = stride === 1 ? x : native.run('StridedSlice', sliceAttributes, x, zeros, zeros, steps);
      const rows = (images: TensorInfo): Tensor =>
        native.run('Reshape', reshapeAttributes, images, native.ints([-1, images.shape[3] as number]));
      const product = native.run('MatMul', productAttributes, rows(seen), rows(dy));
      return native.run('Reshape', reshapeAttributes, product, native.ints(shape));
    });
}

function defineConvTranspose2D(native: NativeOperations, attributes: WindowAttributes): void {
  defineKernel<{ x: TensorInfo; filter: TensorInfo }, Window & { size: [number, number] }>({
    name: 'JiaguConvTranspose2D',
    forward({ x, filter }, window) {
      const shape = [x.shape[0], ...window.size, filter.shape[2]] as number[];
      return native.run('Conv2DBackpropInput', attributes(window), native.ints(shape), filter, x);
    },
    saveInputs: ['x', 'filter'],
    backward(dy, saved, window) {
      const [x, filter] = saved as [Tensor, Tensor];
      return {
        x: () => native.run('Conv2D', attributes(window), dy, filter),
        filter: () =>
          native.run('Conv2DBackpropFilter', attributes(window), dy, native.ints(filter.shape), x),
      };
    },
  });
}

function cachedAttributes(native: NativeOperations): WindowAttributes {
  const cache = new Map<string, OperationAttribute[]>();
  return ({ stride, padding }) => {
    const key = `${stride} ${padding}`;
    let attributes = cache.get(key);
    if (!attributes) {
      attributes = [
        native.type(),
        native.int('strides', [1, stride, stride, 1]),
        native.text('padding', padding.toUpperCase()),
        native.bool('use_cudnn_on_gpu', true),
        native.text('data_format', 'NHWC'),
        native.int('dilations', [1, 1, 1, 1]),
      ];
      cache.set(key, attributes);
    }
    return attributes;
  };
}
