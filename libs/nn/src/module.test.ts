import * as tf from '@tensorflow/tfjs-core';
import { startEngine } from '@jiagu/engine';
import { RandomStream } from '@jiagu/random';
import { beforeAll, describe, expect, it } from 'vitest';
import { BatchNorm2d } from './layers/batch-norm2d.js';
import { Conv2d } from './layers/conv2d.js';
import { ConvTranspose2d } from './layers/conv-transpose2d.js';
import { Linear } from './layers/linear.js';
import { Module } from './module.js';

beforeAll(() => startEngine());

class Net extends Module {
  readonly stem: (Conv2d | BatchNorm2d | null)[];
  readonly up: ConvTranspose2d;
  readonly fc: Linear;

  constructor(seed: string, classes = 3) {
    super();
    const random = new RandomStream(seed);
    this.stem = [new Conv2d(2, 4, 3, { bias: false }, random), null, new BatchNorm2d(4, true)];
    this.up = new ConvTranspose2d(4, 5, random);
    this.fc = new Linear(4, classes, 'torch', random);
  }
}

describe('Module', () => {
  it('names and shapes its state as PyTorch does', () => {
    const shapes = [...new Net('a').stateDict()].map(([name, { shape }]) => `${name} ${shape.join('x')}`);
    expect(shapes).toEqual([
      'stem.0.weight 4x2x3x3',
      'stem.2.weight 4',
      'stem.2.bias 4',
      'stem.2.running_mean 4',
      'stem.2.running_var 4',
      'stem.2.target.running_mean 4',
      'stem.2.target.running_var 4',
      'up.weight 4x5x4x4',
      'fc.weight 3x4',
      'fc.bias 3',
    ]);
  });

  it('moves axes between the layouts without losing a value', () => {
    const net = new Net('a');
    const state = net.stateDict();
    const copy = new Net('b');
    expect(copy.stateDict()).not.toEqual(state);
    copy.loadStateDict(state);
    expect(copy.stateDict()).toEqual(state);
    // O, I, H, W at (2, 1, 0, 2) is H, W, I, O at (0, 2, 1, 2).
    const weight = copy.stem[0] as Conv2d;
    const [stored] = [...state.values()];
    const value = tf.tidy(() => tf.slice(weight.weight.value, [0, 2, 1, 2], [1, 1, 1, 1]).dataSync()[0]);
    expect(value).toBe(stored?.data[((2 * 2 + 1) * 3 + 0) * 3 + 2]);
  });

  it('refuses state of another architecture, naming the tensor', () => {
    expect(() => new Net('a', 5).loadStateDict(new Net('a').stateDict())).toThrow(
      'tensor fc.weight: shape [3, 4] where [5, 4] is expected',
    );
    const incomplete = new Net('a').stateDict();
    incomplete.delete('up.weight');
    expect(() => new Net('a').loadStateDict(incomplete)).toThrow('tensor up.weight is missing');
  });
});

describe('BatchNorm2d', () => {
  it("keeps each domain's running statistics apart and lets neither see other images", () => {
    const norm = new BatchNorm2d(1, true);
    const batch = (mean: number): tf.Tensor4D =>
      tf.tensor4d([mean - 1, mean + 1, mean - 1, mean + 1], [4, 1, 1, 1]);
    norm.forward(batch(10), { training: true, domain: 'source' });
    norm.forward(batch(-20), { training: true, domain: 'target' });
    norm.forward(batch(1000), { training: true, domain: null });
    const [, , mean, variance, targetMean] = [...norm.stateDict().values()].map(({ data }) => data[0] ?? NaN);
    expect(mean).toBeCloseTo(1, 5);
    expect(targetMean).toBeCloseTo(-2, 5);
    // 0.9 x 1 + 0.1 x the unbiased variance 4 / 3
    expect(variance).toBeCloseTo(0.9 + 0.4 / 3, 5);
  });

  it('shares them, translated images included, as published', () => {
    const norm = new BatchNorm2d(1, false);
    norm.forward(tf.tensor4d([9, 11], [2, 1, 1, 1]), { training: true, domain: null });
    const mean = norm.stateDict().get('running_mean')?.data[0];
    expect(mean).toBeCloseTo(1, 5);
  });
});
