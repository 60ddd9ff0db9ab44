import * as tf from '@tensorflow/tfjs-core';
import { startEngine } from '@jiagu/engine';
import {
  conv64,
  expectClose,
  fromTensor,
  instanceNorm64,
  map64,
  parameterCount,
  type Array64,
} from '@jiagu/nn/testing';
import { RandomStream } from '@jiagu/random';
import { beforeAll, describe, expect, it } from 'vitest';
import { ImageDiscriminator } from './image-discriminator.js';

beforeAll(() => startEngine());

const build = (channels: number, width: number): ImageDiscriminator =>
  new ImageDiscriminator(channels, width, new RandomStream('weights'));

describe('ImageDiscriminator', () => {
  it.each([
    [32, 32, 2, 2],
    [48, 80, 3, 5],
  ])('scores the patches of a %i x %i image as a plain reference does', (height, width, rows, columns) => {
    tf.tidy(() => {
      const discriminator = build(2, 2);
      const images = tf.randomUniform<tf.Rank.R4>([2, height, width, 2], -1, 1, 'float32', 1);
      const weights = discriminator.parameters().map(({ value }) => fromTensor(value));
      const leaky = (x: Array64): Array64 => map64(x, (value) => (value > 0 ? value : 0.2 * value));
      const [first, ...rest] = weights.slice(0, 4) as [Array64, ...Array64[]];
      let x = leaky(conv64(fromTensor(images), first, 2, 2));
      for (const filter of rest) x = leaky(instanceNorm64(conv64(x, filter, 2, 1), 1e-5));
      const scores = discriminator.forward(images);
      expect(scores.shape).toEqual([2, rows, columns, 1]);
      expectClose(scores, conv64(x, weights[4] as Array64, 1, 0, weights[5]));
    });
  });

  it('has the published tensors: 6 x 6, then 4 x 4 convolutions without bias, then 1 x 1', () => {
    const discriminator = build(3, 64);
    expect([...discriminator.namedState()].map(([name, { torchShape }]) => [name, torchShape])).toEqual([
      ['feature.0.conv.weight', [64, 3, 6, 6]],
      ['feature.1.conv.weight', [128, 64, 4, 4]],
      ['feature.2.conv.weight', [256, 128, 4, 4]],
      ['feature.3.conv.weight', [512, 256, 4, 4]],
      ['feature.4.weight', [1, 512, 1, 1]],
      ['feature.4.bias', [1]],
    ]);
    // 6,912 + 131,072 + 524,288 + 2,097,152 + 513
    expect(parameterCount(discriminator)).toBe(2_759_937);
  });
});
