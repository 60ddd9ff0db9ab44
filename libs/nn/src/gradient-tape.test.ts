import * as tf from '@tensorflow/tfjs-core';
import { startEngine } from '@jiagu/engine';
import { beforeAll, describe, expect, it } from 'vitest';
import { detach, GradientTape, noGrad } from './gradient-tape.js';

beforeAll(() => startEngine());

const read = (tensor: tf.Tensor | undefined): number[] => Array.from(tensor?.dataSync() ?? []);

describe('GradientTape', () => {
  it('differentiates through tensors used twice, as tf.grads does', () => {
    tf.tidy(() => {
      const [x, w] = [tf.tensor2d([[1, 2, 3]]), tf.tensor2d([[0.5], [-1], [2]])];
      const f = (x: tf.Tensor, w: tf.Tensor): tf.Scalar => {
        const y = tf.matMul(x as tf.Tensor2D, w as tf.Tensor2D);
        return tf.sum(tf.add(tf.mul(y, tf.sigmoid(y)), tf.sum(tf.mul(x, x))));
      };
      const tape = new GradientTape();
      const [dx, dw] = tape.gradient(
        tape.record(() => f(x, w)),
        [x, w],
      );
      const [ex, ew] = tf.grads(f)([x, w]);
      expect(read(dx)).toEqual(read(ex));
      expect(read(dw)).toEqual(read(ew));
    });
  });

  it('can pause between recordings and leaves out what was detached or not recorded', () => {
    tf.tidy(() => {
      const x = tf.scalar(3);
      const tape = new GradientTape();
      const square = tape.record(() => tf.square(x));
      const outside = tf.mul(square, 5);
      const loss = tape.record(() =>
        tf.addN([tf.mul(square, 2), tf.mul(detach(square), x), outside, noGrad(() => tf.mul(x, 100))]),
      );
      // d/dx (2 x^2 + [9] x + [45] + [300]) = 4 x + 9
      expect(read(tape.gradient(loss, [x])[0])).toEqual([21]);
    });
  });

  it('says which shape the loss does not depend on', () => {
    tf.tidy(() => {
      const [x, other] = [tf.scalar(3), tf.zeros([2, 5])];
      const tape = new GradientTape();
      const loss = tape.record(() => tf.square(x));
      expect(() => tape.gradient(loss, [x, other])).toThrow('[2, 5]');
    });
  });

  it('is 0 where the loss does not depend on a tensor and that is meant', () => {
    tf.tidy(() => {
      const [x, other] = [tf.scalar(3), tf.ones([2, 2])];
      const tape = new GradientTape();
      const loss = tape.record(() => tf.square(x));
      const gradients = tape.gradient(loss, [x, other], 'zero');
      expect(gradients.map((gradient) => Array.from(gradient.dataSync()))).toEqual([[6], [0, 0, 0, 0]]);
    });
  });

  it('frees everything but the results', () => {
    const x = tf.ones([4, 4]);
    const before = tf.memory().numTensors;
    const tape = new GradientTape();
    const loss = tape.record(() => {
      const y = tf.tanh(tf.matMul(x as tf.Tensor2D, x as tf.Tensor2D));
      tf.exp(y); // recorded, and of no use to the loss
      return tf.mean<tf.Scalar>(tf.square(y));
    });
    const gradients = tape.gradient(loss, [x]);
    expect(tf.memory().numTensors).toBe(before + 2);
    tf.dispose([loss, ...gradients]);

    const unused = new GradientTape();
    tf.dispose(unused.record(() => tf.tanh(tf.exp(x))));
    unused.dispose();
    expect(tf.memory().numTensors).toBe(before);
    x.dispose();
  });
});
