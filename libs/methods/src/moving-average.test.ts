import * as tf from '@tensorflow/tfjs-core';
import { startEngine } from '@jiagu/engine';
import { BatchNorm2d } from '@jiagu/nn';
import { CompiledStep } from '@jiagu/training';
import { beforeAll, describe, expect, it } from 'vitest';
import { MovingAverage } from './moving-average.js';

beforeAll(() => startEngine());

/** Weight, bias and running mean of a norm of one channel. */
const values = ({ weight, bias, running_mean }: BatchNorm2d): number[] =>
  [weight, bias, running_mean].map(({ value }) => value.dataSync()[0] ?? NaN);

/** A norm of one channel, at 1, 0 and 0, and its average; a step adds 1 to all three. */
function build() {
  const source = new BatchNorm2d(1, false);
  const average = new MovingAverage(new BatchNorm2d(1, false), source, { halfLife: 8, warmUp: 0.5 });
  const method = {
    modules: { source, average },
    optimizers: {},
    step: -1,
    trainStep: () => {
      for (const kept of [source.weight, source.bias, source.running_mean])
        kept.assign(tf.add(kept.value, 1));
      average.follow(source, 4, () => method.step);
      return { total: tf.sum<tf.Scalar>(source.weight.value) };
    },
  };
  return { average, method };
}

/**
 * Batches of 4: the half-life is 0, 2, 4, 6 images in the warm start, 8 from step 4 on, so that the average keeps
 * nothing, 1/4, 1/2, 1/2^(4/6), 1/2^(1/2), 1/2^(1/2).
 */
const decays = [0, 1 / 4, 1 / 2, 0.5 ** (2 / 3), Math.SQRT1_2, Math.SQRT1_2];

describe('MovingAverage', () => {
  it.each(['plain', 'compiled'])('averages parameters by images and copies buffers, %s', (way) => {
    const { average, method } = build();
    const compiled = way === 'compiled' ? new CompiledStep(method, expect.fail) : null;
    let expected = 0;
    decays.forEach((decay, step) => {
      method.step = step;
      tf.dispose(compiled ? compiled.run('step', {}) : tf.tidy(() => method.trainStep()));
      expected = decay * expected + (1 - decay) * (step + 1);
      const [weight, bias, mean] = values(average.network);
      expect(weight).toBeCloseTo(expected + 1, 6);
      expect(bias).toBeCloseTo(expected, 6);
      expect(mean).toBe(step + 1);
    });
    compiled?.dispose();
  });

  it('starts from the weights of the trained network and leaves nothing behind', () => {
    const before = tf.memory().numTensors;
    const source = new BatchNorm2d(1, false);
    source.bias.assign(tf.tensor1d([3]));
    const average = new MovingAverage(new BatchNorm2d(1, false), source, { halfLife: 8, warmUp: 0.5 });
    expect(values(average.network)).toEqual([1, 3, 0]);
    average.follow(source, 4, () => 1);
    source.dispose();
    expect(values(average.network)).toEqual([1, 3, 0]);
    average.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});
