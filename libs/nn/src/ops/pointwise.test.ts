import * as tf from '@tensorflow/tfjs-core';
import { startEngine } from '@jiagu/engine';
import { beforeAll, describe, expect, it } from 'vitest';
import { random64, type Array64 } from '../testing/array64.js';
import { checkOperation } from '../testing/check-operation.js';
import { linear64, map64 } from '../testing/reference-pointwise.js';
import { l1Mean, portableL1Mean } from './l1-mean.js';
import { leakyRelu, portableLeakyRelu } from './leaky-relu.js';
import { mseMean, portableMseMean } from './mse-mean.js';
import { linear, portableLinear } from './linear.js';
import { portableRelu, relu } from './relu.js';
import { portableTanh, tanh } from './tanh.js';

beforeAll(() => startEngine());

describe('activations', () => {
  it.each([
    ['JiaguRelu', relu, portableRelu, (x: number) => Math.max(x, 0)],
    ['JiaguTanh', tanh, portableTanh, Math.tanh],
    [
      'JiaguLeakyRelu',
      (x: tf.Tensor) => leakyRelu(x, 0.2),
      (x: tf.Tensor) => portableLeakyRelu(x, 0.2),
      (x: number) => (x > 0 ? x : 0.2 * x),
    ],
  ])('%s', (kernel, fused, portable, f) => {
    checkOperation({
      kernel,
      inputs: [random64([2, 3, 4, 5], 'x', 0.05)],
      fused,
      portable,
      reference: (x: Array64) => map64(x, f),
    });
  });

  it('take the gradient of the negative side at 0, as PyTorch does', () => {
    tf.tidy(() => {
      const slopeAt0 = (f: (x: tf.Tensor) => tf.Tensor) =>
        tf
          .grad(f)(tf.zeros([1]))
          .dataSync()[0];
      expect(slopeAt0(relu)).toBe(0);
      expect(slopeAt0((x) => leakyRelu(x, 0.25))).toBe(0.25);
    });
  });
});

describe('linear', () => {
  it('is a matrix product and a bias', () => {
    checkOperation({
      kernel: 'JiaguLinear',
      inputs: [random64([3, 4], 'x'), random64([4, 5], 'weight'), random64([5], 'bias')],
      fused: (x: tf.Tensor2D, weight: tf.Tensor2D, bias: tf.Tensor1D) => linear(x, weight, bias),
      portable: (x: tf.Tensor2D, weight: tf.Tensor2D, bias: tf.Tensor1D) => portableLinear(x, weight, bias),
      reference: linear64,
    });
  });
});

describe('mean distances', () => {
  const b = random64([2, 3, 4, 2], 'b');
  const distance = random64([2, 3, 4, 2], 'distance', 0.05);
  const a = {
    shape: b.shape,
    data: b.data.map((value, i) => Math.fround(value + (distance.data[i] as number))),
  };
  const meanOf = (p: Array64, f: (value: number, i: number) => number): Array64 => ({
    shape: [],
    data: Float64Array.of(p.data.reduce((sum, value, i) => sum + f(value, i), 0) / 48),
  });

  it('l1Mean', () => {
    checkOperation({
      kernel: 'JiaguL1Mean',
      inputs: [a, b],
      fused: (p: tf.Tensor, q: tf.Tensor) => l1Mean(p, q),
      portable: (p: tf.Tensor, q: tf.Tensor) => portableL1Mean(p, q),
      reference: (p: Array64, q: Array64) => meanOf(p, (value, i) => Math.abs(value - (q.data[i] as number))),
    });
  });

  it('mseMean', () => {
    checkOperation({
      kernel: 'JiaguMseMean',
      inputs: [a, b],
      fused: (p: tf.Tensor, q: tf.Tensor) => mseMean(p, q),
      portable: (p: tf.Tensor, q: tf.Tensor) => portableMseMean(p, q),
      reference: (p: Array64, q: Array64) => meanOf(p, (value, i) => (value - (q.data[i] as number)) ** 2),
    });
  });

  it('mseMean to a number', () => {
    checkOperation({
      kernel: 'JiaguMseMean',
      inputs: [a],
      fused: (p: tf.Tensor) => mseMean(p, 0.5),
      portable: (p: tf.Tensor) => portableMseMean(p, 0.5),
      reference: (p: Array64) => meanOf(p, (value) => (value - 0.5) ** 2),
    });
  });
});
