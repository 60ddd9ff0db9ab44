import * as tf from '@tensorflow/tfjs-core';
import { startEngine } from '@jiagu/engine';
import { beforeAll, describe, expect, it } from 'vitest';
import { at, forEachPosition, random64, type Array64 } from '../testing/array64.js';
import { checkOperation } from '../testing/check-operation.js';
import { conv64, convAdjoint64, convTranspose64 } from '../testing/reference-convolution.js';
import { conv2d, portableConv2d } from './conv2d.js';
import { conv2dAdjoint } from './conv2d-adjoint.js';
import { convTranspose2d, portableConvTranspose2d } from './conv-transpose2d.js';
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
    [4, 2, 1, 3, 4],
    [4, 2, 1, 1, 1],
    [4, 2, 1, 5, 6],
    [4, 1, 0, 1, 1],
    [2, 2, 0, 3, 2],
    [3, 1, 1, 4, 5],
  ])('kernel %i, stride %i, padding %i on %i x %i pixels', (kernel, stride, padding, height, width) => {
    checkOperation({
      kernel: 'JiaguConvTranspose2D',
      inputs: [random64([2, height, width, 3], 'x'), random64([kernel, kernel, 2, 3], 'filter')],
      fused: (x: tf.Tensor4D, filter: tf.Tensor4D) => convTranspose2d(x, filter, { stride, padding }),
      portable: (x: tf.Tensor4D, filter: tf.Tensor4D) =>
        portableConvTranspose2d(x, filter, { stride, padding }),
      reference: (x: Array64, filter: Array64) => convTranspose64(x, filter, stride, padding),
    });
  });
});

describe('the gradient of a large filter', () => {
  const cases = [
    [4, 2, 1, 8, 128, 256],
    [4, 2, 1, 4, 128, 256],
    [3, 1, 1, 4, 256, 256],
    [3, 1, 0, 5, 256, 256],
    [2, 2, 0, 4, 512, 256],
    [3, 2, 1, 7, 256, 256],
    [4, 2, 1, 7, 128, 256],
  ] as const;

  it.each(cases)(
    'kernel %i, stride %i, padding %i, %i pixels, %i to %i channels',
    (kernel, stride, padding, side, input, output) => {
      const pixels = Math.floor((side + 2 * padding - kernel) / stride) + 1;
      const [x, dy] = [random64([2, side, side, input], 'x'), random64([2, pixels, pixels, output], 'dy')];
      const gradient = tf.tidy(() => {
        const [images, gradients] = [x, dy].map(({ shape, data }) =>
          tf.tensor(Float32Array.from(data), shape),
        ) as [tf.Tensor4D, tf.Tensor4D];
        const loss = (filter: tf.Tensor4D): tf.Scalar =>
          tf.sum(tf.mul(conv2d(images, filter, { stride, padding }), gradients));
        return tf
          .grad(loss)(tf.zeros([kernel, kernel, input, output]))
          .arraySync() as number[][][][];
      });
      // Three channels of either side for each pixel of the filter.
      for (let i = 0; i < kernel; i++)
        for (let j = 0; j < kernel; j++)
          for (let k = 0; k < 3; k++) {
            const [c, o] = [(37 * (i + 1) + 53 * k) % input, (91 * (j + 1) + 29 * k) % output];
            let sum = 0;
            forEachPosition([2, pixels, pixels], (b = 0, y = 0, z = 0) => {
              sum += at(x, b, y * stride + i - padding, z * stride + j - padding, c) * at(dy, b, y, z, o);
            });
            expect(gradient[i]?.[j]?.[c]?.[o]).toBeCloseTo(sum, 4);
          }
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
