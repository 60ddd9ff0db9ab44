import * as tf from '@tensorflow/tfjs-core';
import { startEngine } from '@jiagu/engine';
import { beforeAll, describe, expect, it } from 'vitest';
import { random64, type Array64 } from '../testing/array64.js';
import { checkOperation } from '../testing/check-operation.js';
import {
  batchNorm64,
  batchNormInference64,
  channelStatistics64,
  instanceNorm64,
  layerNorm64,
} from '../testing/reference-normalisation.js';
import {
  batchNorm,
  batchNormInference,
  portableBatchNorm,
  portableBatchNormInference,
} from './batch-norm.js';
import { instanceNorm, portableInstanceNorm } from './instance-norm.js';
import { layerNorm, portableLayerNorm } from './layer-norm.js';

beforeAll(() => startEngine());

const EPSILON = 1e-3;
const SHAPES = [
  [3, 4, 5, 6],
  [1, 5, 3, 4],
  [4, 1, 2, 3],
];
const affine = (channels = 0): [Array64, Array64] => [
  random64([channels], 'scale'),
  random64([channels], 'offset'),
];
const shifted = (shape: number[]): Array64 => {
  const x = random64(shape, 'x');
  return { shape, data: x.data.map((value, i) => Math.fround(value + 2 + (i % 3))) };
};

describe('batchNorm', () => {
  const only = ({ y, mean, variance }: ReturnType<typeof batchNorm>): tf.Tensor4D => {
    tf.dispose([mean, variance]);
    return y;
  };

  it.each(SHAPES)('normalises [%i, %i, %i, %i] by the batch', (...shape) => {
    checkOperation({
      kernel: 'JiaguBatchNorm',
      inputs: [shifted(shape), ...affine(shape[3])],
      fused: (x: tf.Tensor4D, scale: tf.Tensor1D, offset: tf.Tensor1D) =>
        only(batchNorm(x, scale, offset, EPSILON)),
      portable: (x: tf.Tensor4D, scale: tf.Tensor1D, offset: tf.Tensor1D) =>
        only(portableBatchNorm(x, scale, offset, EPSILON)),
      reference: (x: Array64, scale: Array64, offset: Array64) => batchNorm64(x, scale, offset, EPSILON),
    });
  });

  it.each([
    ['fused', batchNorm],
    ['portable', portableBatchNorm],
  ])('gives the unbiased statistics, and the running ones (%s)', (_, run) => {
    const x64 = shifted([3, 4, 5, 2]);
    const expected = channelStatistics64(x64);
    tf.tidy(() => {
      const x = tf.tensor4d(Float32Array.from(x64.data), [3, 4, 5, 2]);
      const [scale, offset] = [tf.ones([2]) as tf.Tensor1D, tf.zeros([2]) as tf.Tensor1D];
      const batch = run(x, scale, offset, EPSILON);
      const old = {
        mean: tf.zeros([2]) as tf.Tensor1D,
        variance: tf.ones([2]) as tf.Tensor1D,
        momentum: 0.25,
      };
      const running = run(x, scale, offset, EPSILON, old);
      for (const [c, mean] of expected.mean.entries()) {
        const variance = expected.variance[c] as number;
        expect(batch.mean.dataSync()[c]).toBeCloseTo(mean, 5);
        expect(batch.variance.dataSync()[c]).toBeCloseTo(variance, 5);
        expect(running.mean.dataSync()[c]).toBeCloseTo(0.25 * mean, 5);
        expect(running.variance.dataSync()[c]).toBeCloseTo(0.75 + 0.25 * variance, 5);
      }
    });
  });

  it.each(SHAPES)('normalises [%i, %i, %i, %i] by given statistics', (...shape) => {
    const variance = random64([shape[3] ?? 0], 'variance');
    variance.data.forEach((value, i) => (variance.data[i] = Math.fround(value + 1.5)));
    checkOperation({
      kernel: 'JiaguBatchNormInference',
      inputs: [shifted(shape), ...affine(shape[3]), random64([shape[3] ?? 0], 'mean'), variance],
      differentiable: 3,
      fused: (x: tf.Tensor4D, s: tf.Tensor1D, o: tf.Tensor1D, m: tf.Tensor1D, v: tf.Tensor1D) =>
        batchNormInference(x, s, o, m, v, EPSILON),
      portable: (x: tf.Tensor4D, s: tf.Tensor1D, o: tf.Tensor1D, m: tf.Tensor1D, v: tf.Tensor1D) =>
        portableBatchNormInference(x, s, o, m, v, EPSILON),
      reference: (x: Array64, s: Array64, o: Array64, m: Array64, v: Array64) =>
        batchNormInference64(x, s, o, m, v, EPSILON),
    });
  });
});

describe('instanceNorm', () => {
  it.each(SHAPES)('normalises [%i, %i, %i, %i] by sample and channel', (...shape) => {
    checkOperation({
      kernel: 'JiaguInstanceNorm',
      inputs: [shifted(shape)],
      fused: (x: tf.Tensor4D) => instanceNorm(x, EPSILON),
      portable: (x: tf.Tensor4D) => portableInstanceNorm(x, EPSILON),
      reference: (x: Array64) => instanceNorm64(x, EPSILON),
    });
  });
});

describe('layerNorm', () => {
  it.each(SHAPES)('normalises [%i, %i, %i, %i] by sample', (...shape) => {
    checkOperation({
      kernel: 'JiaguLayerNorm',
      inputs: [shifted(shape), ...affine(shape[3])],
      fused: (x: tf.Tensor4D, scale: tf.Tensor1D, offset: tf.Tensor1D) =>
        layerNorm(x, scale, offset, EPSILON),
      portable: (x: tf.Tensor4D, scale: tf.Tensor1D, offset: tf.Tensor1D) =>
        portableLayerNorm(x, scale, offset, EPSILON),
      reference: (x: Array64, scale: Array64, offset: Array64) => layerNorm64(x, scale, offset, EPSILON),
    });
  });

  it.each([
    ['fused', layerNorm],
    ['portable', portableLayerNorm],
  ])('has a finite gradient at a constant sample (%s)', (_, run) => {
    tf.tidy(() => {
      const x = tf.fill([1, 2, 2, 2], 3) as tf.Tensor4D;
      const scale = tf.ones([2]) as tf.Tensor1D;
      const weights = tf.tensor4d([1, 2, 3, 4, 5, 6, 7, 8], [1, 2, 2, 2]);
      const gradient = tf.grad((t) =>
        tf.sum(tf.mul(run(t as tf.Tensor4D, scale, tf.zeros([2]), EPSILON), weights)),
      )(x);
      // With the standard deviation's own gradient at 0, by convention, 0: (weight - mean weight) / epsilon.
      for (const [i, value] of gradient.dataSync().entries())
        expect(value / 1000).toBeCloseTo(i + 1 - 4.5, 3);
    });
  });
});
