import * as tf from '@tensorflow/tfjs-core';
import { startEngine } from '@jiagu/engine';
import { beforeAll, describe, expect, it } from 'vitest';
import { distinct64, random64, type Array64 } from '../testing/array64.js';
import { checkOperation } from '../testing/check-operation.js';
import { maxPool64, pixelShuffle64, reflectionPad64 } from '../testing/reference-convolution.js';
import { spatialMean64 } from '../testing/reference-pointwise.js';
import { globalAveragePool, portableGlobalAveragePool } from './global-average-pool.js';
import { maxPool2d, portableMaxPool2d } from './max-pool2d.js';
import { pixelShuffle, portablePixelShuffle } from './pixel-shuffle.js';
import { portableReflectionPad2d, reflectionPad2d } from './reflection-pad2d.js';

beforeAll(() => startEngine());

describe('maxPool2d', () => {
  it.each([
    [2, 2, 0, 6, 4],
    [2, 2, 0, 5, 7],
    [3, 2, 1, 8, 6],
    [3, 2, 1, 7, 5],
    [3, 1, 1, 4, 5],
  ])('kernel %i, stride %i, padding %i on %i x %i pixels', (kernel, stride, padding, height, width) => {
    checkOperation({
      kernel: 'JiaguMaxPool2D',
      inputs: [distinct64([2, height, width, 2], 'x')],
      fused: (x: tf.Tensor4D) => maxPool2d(x, kernel, stride, padding),
      portable: (x: tf.Tensor4D) => portableMaxPool2d(x, kernel, stride, padding),
      reference: (x: Array64) => maxPool64(x, kernel, stride, padding),
    });
  });

  it.each([
    ['fused', maxPool2d],
    ['portable', portableMaxPool2d],
  ])('gives the gradient to the first of equal maxima (%s)', (_, run) => {
    tf.tidy(() => {
      const gradient = (kernel: number, padding: number) =>
        Array.from(
          tf
            .grad((x) => tf.sum(run(x as tf.Tensor4D, kernel, 2, padding)))(tf.ones([1, 4, 4, 1]))
            .dataSync(),
        );
      expect(gradient(2, 0)).toEqual([1, 0, 1, 0, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0]);
      // Windows begin at -1 and 1; what they see first is row or column 0 and 1.
      expect(gradient(3, 1)).toEqual([1, 1, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    });
  });
});

describe('globalAveragePool', () => {
  it('is the mean over space', () => {
    checkOperation({
      kernel: 'JiaguGlobalAveragePool',
      inputs: [random64([2, 3, 5, 4], 'x')],
      fused: (x: tf.Tensor4D) => globalAveragePool(x),
      portable: (x: tf.Tensor4D) => portableGlobalAveragePool(x),
      reference: spatialMean64,
    });
  });
});

describe('reflectionPad2d', () => {
  it.each([
    [1, 4, 5],
    [3, 5, 4],
    [2, 3, 7],
  ])('by %i on %i x %i pixels', (padding, height, width) => {
    checkOperation({
      kernel: 'JiaguReflectionPad2D',
      inputs: [random64([2, height, width, 3], 'x')],
      fused: (x: tf.Tensor4D) => reflectionPad2d(x, padding),
      portable: (x: tf.Tensor4D) => portableReflectionPad2d(x, padding),
      reference: (x: Array64) => reflectionPad64(x, padding),
    });
  });

  it('refuses a padding that the image cannot reflect', () => {
    expect(() => reflectionPad2d(tf.zeros([1, 3, 4, 1]), 3)).toThrow(/padding 3 must be less than .* 3 x 4/);
  });
});

describe('pixelShuffle', () => {
  it.each([2, 3])('by %i', (factor) => {
    checkOperation({
      kernel: 'JiaguPixelShuffle',
      inputs: [random64([2, 3, 2, 2 * factor ** 2], 'x')],
      fused: (x: tf.Tensor4D) => pixelShuffle(x, factor),
      portable: (x: tf.Tensor4D) => portablePixelShuffle(x, factor),
      reference: (x: Array64) => pixelShuffle64(x, factor),
    });
  });
});
