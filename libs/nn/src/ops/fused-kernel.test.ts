import * as tf from '@tensorflow/tfjs-core';
import { startEngine } from '@jiagu/engine';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { batchNorm } from './batch-norm.js';
import { conv2d } from './conv2d.js';
import { convTranspose2d } from './conv-transpose2d.js';
import { linear } from './linear.js';

interface Backend {
  executeSingleOutput(name: string, ...rest: unknown[]): tf.Tensor;
}

beforeAll(() => startEngine());
afterEach(() => vi.restoreAllMocks());

/** The TensorFlow operations that a function runs. */
function operationsOf(f: () => void): string[] {
  const spy = vi.spyOn(tf.backend() as unknown as Backend, 'executeSingleOutput');
  spy.mockClear();
  tf.tidy(f);
  return spy.mock.calls.map(([name]) => name);
}

describe('fused kernels', () => {
  it('do not compute the gradient of a frozen filter, weight or input', () => {
    const x = tf.ones([1, 4, 4, 2]) as tf.Tensor4D;
    const filter = tf.ones([4, 4, 2, 2]) as tf.Tensor4D;
    const options = { stride: 2, padding: 1 };
    for (const run of [conv2d, convTranspose2d]) {
      expect(
        operationsOf(() => tf.grad((t) => tf.sum(run(t as tf.Tensor4D, filter, options)))(x)),
      ).not.toContain('Conv2DBackpropFilter');
    }
    expect(
      operationsOf(() => tf.grad((t) => tf.sum(conv2d(x, t as tf.Tensor4D, options)))(filter)),
    ).not.toContain('Conv2DBackpropInput');
    const matrix = tf.ones([2, 2]) as tf.Tensor2D;
    const products = operationsOf(() =>
      tf.grad((t) => tf.sum(linear(t as tf.Tensor2D, matrix)))(tf.ones([2, 2])),
    );
    expect(products.filter((name) => name === 'MatMul')).toHaveLength(2);
    tf.dispose([x, filter, matrix]);
  });

  it('say what does not fit', () => {
    tf.tidy(() => {
      const x = tf.ones([1, 4, 4, 3]) as tf.Tensor4D;
      expect(() => conv2d(x, tf.ones([3, 3, 2, 2]))).toThrow(/3 channels where the filter takes 2/);
      expect(() => conv2d(x, tf.ones([7, 7, 3, 2]))).toThrow(/7 x 7 window does not fit into 4 x 4 pixels/);
      expect(() => convTranspose2d(x, tf.ones([4, 4, 2, 2]), { stride: 2, padding: 1 })).toThrow(
        /convTranspose2d: 3 channels where the filter takes 2/,
      );
      expect(() =>
        convTranspose2d(x, tf.ones([3, 3, 2, 3]), { stride: 2, padding: 1, outputPadding: 2 }),
      ).toThrow(/output padding 2 must be less than the stride 2/);
      expect(() => batchNorm(tf.ones([1, 1, 1, 3]), tf.ones([3]), tf.ones([3]), 1e-5)).toThrow(
        /more than one value/,
      );
    });
  });
});
