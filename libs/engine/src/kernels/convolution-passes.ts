import { tidy, util, type Tensor, type TensorInfo } from '@tensorflow/tfjs-core';
import type { NativeOperations, OperationAttribute } from './native-operations.js';

/** How a filter moves over an image. */
export interface Window {
  stride: number;
  padding: 'same' | 'valid';
}

/**
 * Where products of matrices beat TensorFlow's own gradients, which go through all of the filter for every image: from
 * filters of 4 MB on, and up to so many output pixels of an image.
 */
const [LARGE_FILTER, FEW_PIXELS] = [2 ** 20, 16];

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
    const [n, output] = [shape[0] as number, filter.shape[3] as number];
    if (coversAll(shape, filter.shape, window))
      return tidy(() =>
        this.shaped(this.product(this.matrix(dy, n), this.matrix(filter, -1, output), 'right'), shape),
      );
    const blocks = blocksOf(shape, filter.shape, dy.shape, window.stride);
    // Measured for strided filters; for others nothing is known to be gained.
    if (blocks && blocks.stride > 1) return this.inputByProducts(shape, filter, dy, blocks);
    return native.run('Conv2DBackpropInput', this.attributes(window), native.ints(shape), filter, dy);
  }

  /** The gradient of the filter, [kh, kw, in, out], from that of y. */
  filter(x: TensorInfo, shape: readonly number[], dy: TensorInfo, window: Window): Tensor {
    const { native } = this;
    const [kh, kw, , output] = shape as [number, number, number, number];
    const n = x.shape[0] as number;
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
    const blocks = blocksOf(x.shape, shape, dy.shape, window.stride);
    if (blocks) return this.filterByProduct(x, shape, dy, blocks);
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

  /** {@link filter} as one product, of what the filter sees and of dy. */
  private filterByProduct(x: TensorInfo, shape: readonly number[], dy: TensorInfo, blocks: Blocks): Tensor {
    const { native } = this;
    const [, , input, output] = shape as [number, number, number, number];
    const [n, h, w] = dy.shape as [number, number, number];
    const { stride, rows, columns, zeros } = blocks;
    const depth = stride ** 2 * input;
    return tidy(() => {
      const padded = this.padded(x, zeros);
      const image = stride === 1 ? padded : native.run('SpaceToDepth', this.block(stride), padded);
      const slices = Array.from({ length: rows * columns }, (_, k) =>
        this.matrix(
          this.slice(image, [0, Math.floor(k / columns), k % columns, 0], [n, h, w, depth]),
          -1,
          depth,
        ),
      );
      const attributes = [native.type(), native.type('Tidx', 'int32'), native.int('N', slices.length)];
      const seen =
        slices.length === 1
          ? (slices[0] as Tensor)
          : native.run('ConcatV2', attributes, ...slices, native.ints([1], []));
      const product = this.product(seen, this.matrix(dy, -1, output), 'left');
      return this.shaped(
        this.swapped(product, [rows, columns, stride, stride, input * output], stride),
        shape,
      );
    });
  }

  /** {@link input} as a product for each block of the filter, laid where the block saw x. */
  private inputByProducts(
    shape: readonly number[],
    filter: TensorInfo,
    dy: TensorInfo,
    blocks: Blocks,
  ): Tensor {
    const { native } = this;
    const [, , input, output] = filter.shape as [number, number, number, number];
    const [n, h, w] = dy.shape as [number, number, number];
    const { stride, rows, columns, zeros } = blocks;
    const depth = stride ** 2 * input;
    return tidy(() => {
      const byBlock = this.shaped(
        this.swapped(filter, [rows, stride, columns, stride, input * output], stride),
        [rows * columns, depth, output],
      );
      const gradients = this.matrix(dy, -1, output);
      const parts = Array.from({ length: rows * columns }, (_, k) => {
        const [row, column] = [Math.floor(k / columns), k % columns];
        const block = this.matrix(this.slice(byBlock, [k, 0, 0], [1, depth, output]), depth, output);
        const part = this.shaped(this.product(gradients, block, 'right'), [n, h, w, depth]);
        return this.padded(part, [row, rows - 1 - row, column, columns - 1 - column]);
      });
      const sum = native.run('AddN', [native.type(), native.int('N', parts.length)], ...parts);
      const image = stride === 1 ? sum : native.run('DepthToSpace', this.block(stride), sum);
      return this.slice(image, [0, zeros[0], zeros[2], 0], shape);
    });
  }

  private padded(x: TensorInfo, zeros: Sides): TensorInfo {
    if (zeros.every((pixels) => pixels === 0)) return x;
    return this.native.run('Pad', this.padAttributes, x, this.native.ints([0, 0, ...zeros, 0, 0], [4, 2]));
  }

  private slice(x: TensorInfo, from: readonly number[], size: readonly number[]): Tensor {
    return this.native.run('Slice', this.sliceAttributes, x, this.native.ints(from), this.native.ints(size));
  }

  /** From block by block to line by line, or the other way round: the second and third of five axes swapped. */
  private swapped(x: TensorInfo, axes: readonly number[], stride: number): TensorInfo {
    if (stride === 1) return x;
    return this.native.run(
      'Transpose',
      this.transposeAttributes,
      this.shaped(x, axes),
      this.native.ints([0, 2, 1, 3, 4]),
    );
  }

  private block(stride: number): OperationAttribute[] {
    const { native } = this;
    return [native.type(), native.int('block_size', stride), native.text('data_format', 'NHWC')];
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

type Sides = readonly [above: number, below: number, left: number, right: number];

/**
 * A filter whose sides are multiples of its stride s, in blocks of s x s. On an image in such blocks, [N, H / s, W / s,
 * s s in], it moves by one, so that what a block of it sees is a slice.
 */
interface Blocks {
  readonly stride: number;
  readonly rows: number;
  readonly columns: number;
  /** around the image */
  readonly zeros: Sides;
}

/**
 * The blocks of a convolution whose gradients are to be products; null where TensorFlow's own are faster, or where the
 * filter has no such blocks or does not see every pixel.
 * @param y shape of what comes out
 */
function blocksOf(
  image: readonly number[],
  filter: readonly number[],
  y: readonly number[],
  stride: number,
): Blocks | null {
  const [kh, kw] = filter as [number, number];
  const [, h, w] = y as [number, number, number];
  if (h * w > FEW_PIXELS || util.sizeFromShape([...filter]) < LARGE_FILTER) return null;
  if (kh % stride > 0 || kw % stride > 0) return null;
  const [height, width] = [
    (h - 1) * stride + kh - (image[1] as number),
    (w - 1) * stride + kw - (image[2] as number),
  ];
  if (height < 0 || width < 0) return null;
  // As TensorFlow lays them, one more after than before.
  const [top, left] = [Math.floor(height / 2), Math.floor(width / 2)];
  return {
    stride,
    rows: kh / stride,
    columns: kw / stride,
    zeros: [top, height - top, left, width - left],
  };
}
