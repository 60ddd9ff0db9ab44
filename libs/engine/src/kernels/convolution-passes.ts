import { tidy, util, type Tensor, type TensorInfo } from '@tensorflow/tfjs-core';
import type { NativeOperations, OperationAttribute } from './native-operations.js';

/** How a filter moves over an image. */
export interface Window {
  stride: number;
  padding: 'same' | 'valid';
}

/**
 * Where a product of matrices beats TensorFlow's own gradient of a filter, which writes all of it for every image: from
 * filters of 2 MB on, and up to so many output pixels of an image.
 */
const [LARGE_FILTER, FEW_PIXELS] = [2 ** 19, 16];

/**
 * The three passes of a convolution y = x * filter: [N, H, W, in] x [kh, kw, in, out] -> [N, H', W', out]. Each is linear
 * in both that it takes; a transposed convolution is made of the same three.
 */
export class ConvolutionPasses {
  private readonly windows = new Map<string, OperationAttribute[]>();
  private readonly everyNthAttributes;
  private readonly sliceAttributes;
  private readonly reshapeAttributes;
  private readonly padAttributes;
  private readonly transposeAttributes;

  constructor(private readonly native: NativeOperations) {
    const indices = (name: string) => [native.type(), native.type(name, 'int32')];
    this.everyNthAttributes = [
      ...indices('Index'),
      ...['begin_mask', 'end_mask'].map((mask) => native.int(mask, 0b1111)),
      ...['ellipsis_mask', 'new_axis_mask', 'shrink_axis_mask'].map((mask) => native.int(mask, 0)),
    ];
    this.sliceAttributes = indices('Index');
    this.reshapeAttributes = indices('Tshape');
    this.padAttributes = indices('Tpaddings');
    this.transposeAttributes = indices('Tperm');
  }

  /** y of x and the filter. */
  output(x: TensorInfo, filter: TensorInfo, window: Window): Tensor {
    if (!coversAll(x.shape, filter.shape, window))
      return this.native.run('Conv2D', this.attributes(window), x, filter);
    const [n, output] = [x.shape[0] as number, filter.shape[3] as number];
    return tidy(() =>
      this.shaped(this.product(this.matrix(x, n), this.matrix(filter, -1, output)), [n, 1, 1, output]),
    );
  }

  /** The gradient of x, [N, H, W, in], from that of y. */
  input(shape: readonly number[], filter: TensorInfo, dy: TensorInfo, window: Window): Tensor {
    const { native } = this;
    if (!coversAll(shape, filter.shape, window))
      return native.run('Conv2DBackpropInput', this.attributes(window), native.ints(shape), filter, dy);
    const [n, output] = [shape[0] as number, filter.shape[3] as number];
    return tidy(() =>
      this.shaped(this.product(this.matrix(dy, n), this.matrix(filter, -1, output), 'right'), shape),
    );
  }

  /** The gradient of the filter, [kh, kw, in, out], from that of y. */
  filter(x: TensorInfo, shape: readonly number[], dy: TensorInfo, window: Window): Tensor {
    const { native } = this;
    const [kh, kw, , output] = shape as [number, number, number, number];
    const [n, h, w] = dy.shape as [number, number, number];
    if (coversAll(x.shape, shape, window))
      return tidy(() =>
        this.shaped(this.product(this.matrix(x, n), this.matrix(dy, n, output), 'left'), shape),
      );
    // TensorFlow 2.21's own for 1 x 1 filters writes beyond its memory with oneDNN on AVX-512 where the stride is 2 and
    // there are fewer than 16 channels.
    if (kh === 1 && kw === 1)
      return tidy(() =>
        this.shaped(this.product(this.seen(x, window.stride), this.matrix(dy, -1, output), 'left'), shape),
      );
    const zeros = surroundings(x.shape, shape, dy.shape, window.stride);
    if (zeros && h * w <= FEW_PIXELS && util.sizeFromShape([...shape]) >= LARGE_FILTER)
      return this.filterByProduct(x, shape, dy, window.stride, zeros);
    return native.run('Conv2DBackpropFilter', this.attributes(window), x, native.ints(shape), dy);
  }

  /** The pixels that a 1 x 1 filter sees, [N H' W', in]. */
  private seen(x: TensorInfo, stride: number): Tensor {
    const { native } = this;
    const [zeros, steps] = [native.ints([0, 0, 0, 0]), native.ints([1, stride, stride, 1])];
    const pixels =
      stride === 1 ? x : native.run('StridedSlice', this.everyNthAttributes, x, zeros, zeros, steps);
    return this.matrix(pixels, -1, x.shape[3]);
  }

  /**
   * The gradient of a filter whose sides are multiples of the stride s as one product, of what the filter sees and of dy.
   * In blocks of s x s pixels, [N, H / s, W / s, s s in], the filter moves by one: what it sees are slices.
   * @param zeros around x: {@link surroundings}
   */
  private filterByProduct(
    x: TensorInfo,
    shape: readonly number[],
    dy: TensorInfo,
    stride: number,
    zeros: readonly number[],
  ): Tensor {
    const { native } = this;
    const [kh, kw, input, output] = shape as [number, number, number, number];
    const [n, h, w] = dy.shape as [number, number, number];
    const [rows, columns, depth] = [kh / stride, kw / stride, stride ** 2 * input];
    return tidy(() => {
      const blockAttributes = [
        native.type(),
        native.int('block_size', stride),
        native.text('data_format', 'NHWC'),
      ];
      const padding = native.ints([0, 0, ...zeros, 0, 0], [4, 2]);
      const padded = zeros.some((pixels) => pixels > 0)
        ? native.run('Pad', this.padAttributes, x, padding)
        : x;
      const blocks = stride === 1 ? padded : native.run('SpaceToDepth', blockAttributes, padded);
      const slices = Array.from({ length: rows * columns }, (_, k) => {
        const from = native.ints([0, Math.floor(k / columns), k % columns, 0]);
        const slice = native.run('Slice', this.sliceAttributes, blocks, from, native.ints([n, h, w, depth]));
        return this.matrix(slice, -1, depth);
      });
      const concatAttributes = [native.type(), native.type('Tidx', 'int32'), native.int('N', slices.length)];
      const patches =
        slices.length === 1
          ? (slices[0] as Tensor)
          : native.run('ConcatV2', concatAttributes, ...slices, native.ints([1], []));
      const product = this.product(patches, this.matrix(dy, -1, output), 'left');
      if (stride === 1) return this.shaped(product, shape);
      // From block by block to line by line.
      const split = this.shaped(product, [rows, columns, stride, stride, input * output]);
      const order = native.ints([0, 2, 1, 3, 4]);
      return this.shaped(native.run('Transpose', this.transposeAttributes, split, order), shape);
    });
  }

  /** a b, one of them transposed if told. */
  private product(a: TensorInfo, b: TensorInfo, transposed?: 'left' | 'right'): Tensor {
    const { native } = this;
    const attributes = [
      native.type(),
      native.bool('transpose_a', transposed === 'left'),
      native.bool('transpose_b', transposed === 'right'),
    ];
    return native.run('MatMul', attributes, a, b);
  }

  private matrix(x: TensorInfo, rows: number, columns = -1): Tensor {
    return this.shaped(x, [rows, columns]);
  }

  private shaped(x: TensorInfo, shape: readonly number[]): Tensor {
    return this.native.run('Reshape', this.reshapeAttributes, x, this.native.ints(shape));
  }

  private attributes({ stride, padding }: Window): OperationAttribute[] {
    const { native } = this;
    const key = `${stride} ${padding}`;
    let attributes = this.windows.get(key);
    if (!attributes) {
      attributes = [
        native.type(),
        native.int('strides', [1, stride, stride, 1]),
        native.text('padding', padding.toUpperCase()),
        native.bool('use_cudnn_on_gpu', true),
        native.text('data_format', 'NHWC'),
        native.int('dilations', [1, 1, 1, 1]),
      ];
      this.windows.set(key, attributes);
    }
    return attributes;
  }
}

/** Whether the filter sees all of the image at once: the convolution is a product of matrices. */
const coversAll = (image: readonly number[], filter: readonly number[], { padding }: Window): boolean =>
  padding === 'valid' && image[1] === filter[0] && image[2] === filter[1];

/**
 * Zeros around an image that a window moves over, where it sees every pixel and its sides are multiples of its stride;
 * otherwise null.
 * @param y shape of what comes out
 * @returns above, below, left and right
 */
function surroundings(
  image: readonly number[],
  filter: readonly number[],
  y: readonly number[],
  stride: number,
): number[] | null {
  const totals = [0, 1].map((axis) => {
    const [side, kernel, pixels] = [image[axis + 1], filter[axis], y[axis + 1]] as [number, number, number];
    return kernel % stride === 0 ? (pixels - 1) * stride + kernel - side : -1;
  });
  // As TensorFlow lays them, one more after than before.
  return totals.every((total) => total >= 0)
    ? totals.flatMap((total) => [Math.floor(total / 2), Math.ceil(total / 2)])
    : null;
}
