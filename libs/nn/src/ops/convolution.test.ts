import * as tf from '@tensorflow/tfjs-core';
import { startEngine } from '@jiagu/engine';
import { beforeAll, describe, expect, it } from 'vitest';
import { at, forEachPosition, random64, type Array64 } from '../testing/array64.js';
import { checkOperation } from '../testing/check-operation.js';
import { conv64, convAdjoint64, convTranspose64 } from '../testing/reference-convolution.js';
import { conv2d, portableConv2d } from './conv2d.js';
import { conv2dAdjoint } from './conv2d-adjoint.js';
import { convTranspose2d } from './conv-transpose2d.js';
import { inPublicOperations } from './fused-kernel.js';

beforeAll(() => startEngine());

describe('conv2d', () => {
  it.each([
    [7, 2, 3, 10, 9],
    [3, 2, 1, 8, 8],
    [3, 2, 1, 7, 6],
    [3, 1, 1, 5, 6],
    [1, 1, 0, 4, 5],
    [1, 2, 0, 6, 5],
    [6, 2, 2, 8, 10],
    [6, 2, 2, 9, 8],
    [4, 2, 1, 6, 8],
    [4, 2, 1, 7, 6],
    [4, 2, 1, 10, 12],
    [4, 1, 0, 4, 4],
    [3, 2, 0, 3, 3],
    [5, 2, 2, 8, 7],
    [3, 1, 0, 5, 4],
  ])('kernel %i, stride %i, padding %i on %i x %i pixels', (kernel, stride, padding, height, width) => {
    checkOperation({
      kernel: 'JiaguConv2D',
      inputs: [
        random64([2, height, width, 3], 'x'),
        random64([kernel, kernel, 3, 2], 'filter'),
        random64([2], 'bias'),
      ],
      fused: (x: tf.Tensor4D, filter: tf.Tensor4D, bias: tf.Tensor1D) =>
        conv2d(x, filter, { stride, padding, bias }),
      portable: (x: tf.Tensor4D, filter: tf.Tensor4D, bias: tf.Tensor1D) =>
        portableConv2d(x, filter, { stride, padding, bias }),
      reference: (x: Array64, filter: Array64, bias: Array64) => conv64(x, filter, stride, padding, bias),
    });
  });

  it('needs no bias', () => {
    checkOperation({
      kernel: 'JiaguConv2D',
      inputs: [random64([1, 5, 5, 2], 'x'), random64([3, 3, 2, 3], 'filter')],
      fused: (x: tf.Tensor4D, filter: tf.Tensor4D) => conv2d(x, filter, { padding: 1 }),
      portable: (x: tf.Tensor4D, filter: tf.Tensor4D) => portableConv2d(x, filter, { padding: 1 }),
      reference: (x: Array64, filter: Array64) => conv64(x, filter, 1, 1),
    });
  });
});

describe('convTranspose2d', () => {
  it.each([
    [4, 2, 1, 0, 3, 4],
    [4, 2, 1, 0, 1, 1],
    [4, 2, 1, 0, 5, 6],
    [4, 1, 0, 0, 1, 1],
    [2, 2, 0, 0, 3, 2],
    [3, 1, 1, 0, 4, 5],
    [3, 2, 1, 1, 4, 5],
    [3, 2, 1, 0, 3, 4],
    [5, 2, 1, 0, 2, 3],
  ])(
    'kernel %i, stride %i, padding %i, output padding %i on %i x %i pixels',
    (kernel, stride, padding, outputPadding, height, width) => {
      const run = (x: tf.Tensor4D, filter: tf.Tensor4D): tf.Tensor4D =>
        convTranspose2d(x, filter, { stride, padding, outputPadding });
      checkOperation({
        kernel: 'JiaguConvTranspose2D',
        inputs: [random64([2, height, width, 3], 'x'), random64([kernel, kernel, 2, 3], 'filter')],
        fused: run,
        portable: (x: tf.Tensor4D, filter: tf.Tensor4D) => inPublicOperations(() => run(x, filter)),
        reference: (x: Array64, filter: Array64) =>
          convTranspose64(x, filter, stride, padding, outputPadding),
      });
    },
  );
});

describe('gradients of large filters', () => {
  const cases = [
    [4, 2, 1, 8, 128, 512],
    [3, 1, 1, 4, 256, 512],
    [2, 2, 0, 4, 512, 512],
    [3, 2, 1, 7, 256, 512],
    [4, 2, 1, 7, 128, 512],
  ] as const;

  it.each(cases)(
    'kernel %i, stride %i, padding %i, %i pixels, %i to %i channels',
    (kernel, stride, padding, side, input, output) => {
      const pixels = Math.floor((side + 2 * padding - kernel) / stride) + 1;
      const images = random64([2, side, side, input], 'x');
      const weights = random64([kernel, kernel, input, output], 'filter');
      const slopes = random64([2, pixels, pixels, output], 'dy');
      const [ofImages, ofWeights] = tf.tidy(() => {
        const [x, filter, dy] = [images, weights, slopes].map(({ shape, data }) =>
          tf.tensor4d(Float32Array.from(data), shape as [number, number, number, number]),
        ) as [tf.Tensor4D, tf.Tensor4D, tf.Tensor4D];
        const loss = (a: tf.Tensor, b: tf.Tensor): tf.Scalar =>
          tf.sum(tf.mul(conv2d(a as tf.Tensor4D, b as tf.Tensor4D, { stride, padding }), dy));
        return tf
          .grads(loss)([x, filter])
          .map((gradient) => gradient.dataSync());
      }) as [Float32Array, Float32Array];
      const index = ({ shape }: Array64, position: number[]): number =>
        position.reduce((sum, value, axis) => sum * (shape[axis] as number) + value, 0);

      // Three channels of either side for each pixel of the filter, then one for each pixel of the images.
      forEachPosition([kernel, kernel, 3], (i = 0, j = 0, k = 0) => {
        const [c, o] = [(37 * (i + 1) + 53 * k) % input, (91 * (j + 1) + 29 * k) % output];
        let sum = 0;
        forEachPosition([2, pixels, pixels], (b = 0, y = 0, z = 0) => {
          sum +=
            at(images, b, y * stride + i - padding, z * stride + j - padding, c) * at(slopes, b, y, z, o);
        });
        expect(ofWeights[index(weights, [i, j, c, o])]).toBeCloseTo(sum, 3);
      });
      forEachPosition([2, side, side], (b = 0, y = 0, z = 0) => {
        const c = (37 * y + 53 * z) % input;
        let sum = 0;
        forEachPosition([kernel, kernel], (i = 0, j = 0) => {
          const [row, column] = [(y + padding - i) / stride, (z + padding - j) / stride];
          if (!Number.isInteger(row) || !Number.isInteger(column)) return;
          for (let o = 0; o < output; o++) sum += at(weights, i, j, c, o) * at(slopes, b, row, column, o);
        });
        expect(ofImages[index(images, [b, y, z, c])]).toBeCloseTo(sum, 3);
      });
    },
  );
});

describe('conv2dAdjoint', () => {
  it.each([
    [4, 2, 1, 7, 6],
    [3, 2, 1, 8, 7],
    [3, 2, 0, 6, 5],
    [1, 1, 0, 4, 5],
  ])('kernel %i, stride %i, padding %i on %i x %i pixels', (kernel, stride, padding, height, width) => {
    const size: [number, number] = [height, width];
    const outputs = size.map((length) => Math.floor((length + 2 * padding - kernel) / stride) + 1);
    const adjoint = (dy: tf.Tensor4D, filter: tf.Tensor4D) =>
      conv2dAdjoint(dy, filter, { stride, padding, size });
    checkOperation({
      kernel: 'JiaguConvTranspose2D',
      inputs: [random64([2, ...outputs, 2], 'dy'), random64([kernel, kernel, 3, 2], 'filter')],
      fused: adjoint,
      portable: (dy: tf.Tensor4D, filter: tf.Tensor4D) => inPublicOperations(() => adjoint(dy, filter)),
      reference: (dy: Array64, filter: Array64) => convAdjoint64(dy, filter, stride, padding, size),
    });
  });

  it('refuses strided filters of one pixel', () => {
    const adjoint = () =>
      conv2dAdjoint(tf.zeros([1, 2, 2, 1]), tf.zeros([1, 1, 1, 1]), { stride: 2, padding: 0, size: [4, 4] });
    expect(() => tf.tidy(adjoint)).toThrow('a 1 x 1 filter of stride 2 is not supported');
  });
});
