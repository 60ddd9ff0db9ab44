import * as tf from '@tensorflow/tfjs-core';
import { startEngine } from '@jiagu/engine';
import { parameterCount } from '@jiagu/nn/testing';
import { RandomStream } from '@jiagu/random';
import { beforeAll, describe, expect, it } from 'vitest';
import { Classifier } from './classifier.js';

beforeAll(() => startEngine());

const build = (features: number, classes: number): Classifier =>
  new Classifier(features, classes, new RandomStream('weights'));

describe('Classifier', () => {
  it('scores every class: x W^T + b', () => {
    tf.tidy(() => {
      const classifier = build(2, 3);
      const state = new Map([
        ['weight', { shape: [3, 2], data: Float32Array.of(1, 10, 100, 1000, 0, -1) }],
        ['bias', { shape: [3], data: Float32Array.of(0.5, 0, 0) }],
      ]);
      classifier.loadStateDict(state);
      const scores = classifier.forward(tf.tensor2d([1, 2, -1, 0], [2, 2]));
      expect(scores.arraySync()).toEqual([
        [21.5, 2100, -2],
        [-0.5, -100, 0],
      ]);
    });
  });

  it('has a weight and a bias, 512 x 241 + 241 numbers for ResNet-18 and Oracle-241', () => {
    const classifier = build(512, 241);
    expect([...classifier.namedState()].map(([name, { torchShape }]) => [name, torchShape])).toEqual([
      ['weight', [241, 512]],
      ['bias', [241]],
    ]);
    expect(parameterCount(classifier)).toBe(123_633);
  });

  it('begins with Xavier-normal weights and no bias', () => {
    const { weight, bias } = build(512, 241);
    const { mean, variance } = tf.moments(weight.value);
    expect(Math.abs(mean.arraySync() as number)).toBeLessThan(1e-3);
    expect(variance.arraySync() as number).toBeCloseTo(2 / (512 + 241), 4);
    expect(bias.value.dataSync().every((value) => value === 0)).toBe(true);
  });
});
