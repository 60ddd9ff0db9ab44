import * as tf from '@tensorflow/tfjs-core';
import { startEngine } from '@jiagu/engine';
import { pixelNorm } from '@jiagu/nn';
import { expectClose, fromTensor, parameterCount } from '@jiagu/nn/testing';
import { RandomStreams } from '@jiagu/random';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Judgement } from '../critic-network.js';
import { MappedProjection } from '../projection.js';
import { build, describeBody, imagesOf, normal } from '../testing/describe-body.js';

beforeAll(() => startEngine());

const style = { body: 'style', width: 4, base: 64, mapping: { layers: 2, width: 6 } };

describeBody({
  penalisable: [
    { ...style, growing: false },
    { ...style, blur: false, minibatch: 'none', condition: 'projection' },
    { ...style, condition: 'projection', transition: true },
    { ...style, condition: 'auxiliary' },
  ],
  told: [{ ...style, condition: 'projection' }],
});

describe('a growing critic', () => {
  it('begins a size as the smaller one on halved images, exactly, and ends as itself', () => {
    const critic = build({ ...style, growing: true }, { imageSize: 16 });
    tf.tidy(() => {
      const judge = (images: tf.Tensor4D, alpha: number | tf.Scalar): Judgement =>
        critic.judge(images, null, { training: false, growth: { size: images.shape[1], alpha } });
      for (const size of [8, 16]) {
        const images = imagesOf(3, 1, size);
        const halved = tf.avgPool(images, 2, 2, 'valid');
        expect(judge(images, 0).scores.arraySync()).toEqual(judge(halved, 1).scores.arraySync());
        expect(judge(images, 1).scores.arraySync()).not.toEqual(judge(images, 0).scores.arraySync());
        expectClose(judge(images, tf.scalar(1)).scores, fromTensor(judge(images, 1).scores));
        for (const alpha of [0.3, tf.scalar(0.3)]) {
          const direct = tf.grad((x: tf.Tensor) => tf.sum(judge(x as tf.Tensor4D, alpha).scores))(images);
          expectClose(judge(images, alpha).gradient(), fromTensor(direct));
        }
      }
      const images = imagesOf(3, 1, 16);
      const full = critic.judge(images, null, { training: false }).scores;
      expect(judge(images, 1).scores.arraySync()).toEqual(full.arraySync());
      expect(() => judge(imagesOf(1, 1, 32), 1)).toThrow("sizes 4, 8, 16 can't judge images of 32 pixels");
    });
    critic.dispose();
    const fixed = build(style);
    const growth = { size: 8, alpha: 1 };
    expect(() => fixed.judge(imagesOf(1, 1, 8), null, { training: true, growth })).toThrow(
      'method.critic.growing: true',
    );
    fixed.dispose();
  });
});

it("ADA's projection is divided by the root of its length", () => {
  const projection = new MappedProjection(
    3,
    5,
    { layers: 2, width: 4, rate: 0.01 },
    new RandomStreams(1).stream('init'),
  );
  tf.tidy(() => {
    const [features, labels] = [normal([2, 5], 1) as tf.Tensor2D, tf.tensor1d([2, 0], 'int32')];
    const left = projection.linear.forward(features, true).arraySync() as number[][];
    const right = projection.mapping.forward(pixelNorm(projection.embedding.forward(labels))).arraySync();
    const expected = left.map(
      (row, n) => row.reduce((sum, value, i) => sum + value * (right[n]?.[i] as number), 0) / 2,
    );
    expectClose(projection.trace(features, labels, true).y, {
      shape: [2, 1],
      data: Float64Array.from(expected),
    });
  });
  projection.dispose();
});

it('has the parameters of StyleGAN2 at 64 px', () => {
  const critic = build({ body: 'style' }, { channels: 3, imageSize: 64 });
  const block = (input: number, output: number): number =>
    9 * input * input + input + 9 * input * output + output + input * output;
  expect(parameterCount(critic)).toBe(
    // From pixels 3 256 + 256; 64-32-16-8-4; 3 x 3 with one more channel; 16 512 512 + 512; 512 + 1
    1_024 + block(256, 512) + 3 * block(512, 512) + 9 * 513 * 512 + 512 + 4_194_816 + 513,
  );
  critic.dispose();
});

it('judges 256 px', () => {
  const critic = build({ body: 'style', width: 64, base: 2048 }, { channels: 3, imageSize: 256 });
  tf.tidy(() => {
    const { scores } = critic.judge(tf.zeros([1, 256, 256, 3]), null, { training: false });
    expect(scores.shape).toEqual([1, 1]);
  });
  critic.dispose();
});
