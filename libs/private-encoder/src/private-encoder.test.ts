import * as tf from '@tensorflow/tfjs-core';
import { startEngine } from '@jiagu/engine';
import type { BatchNorm2d, Conv2d } from '@jiagu/nn';
import {
  batchNorm64,
  batchNormInference64,
  channelStatistics64,
  conv64,
  expectClose,
  fromTensor,
  map64,
  parameterCount,
  spatialMean64,
  type Array64,
} from '@jiagu/nn/testing';
import { RandomStream } from '@jiagu/random';
import { beforeAll, describe, expect, it } from 'vitest';
import { PrivateEncoder } from './private-encoder.js';

beforeAll(() => startEngine());

const published = { input: 64, width: 64, stages: 5, code: 8 };
const small = { input: 2, width: 2, stages: 3, code: 3 };
const build = (options: typeof published): PrivateEncoder =>
  new PrivateEncoder(options, new RandomStream('weights'));
const low = (height: number, width: number): tf.Tensor4D =>
  tf.randomUniform([2, height, width, 2], 0, 1, 'float32', 1);

/** The code in float64; `normalise` stands for the batch normalisation of either mode. */
function encode64(
  encoder: PrivateEncoder,
  images: tf.Tensor4D,
  normalise: (x: Array64, norm: BatchNorm2d) => Array64,
): Array64 {
  const convolve = (x: Array64, { weight, bias }: Conv2d, stride: number, padding: number): Array64 =>
    conv64(x, fromTensor(weight.value), stride, padding, bias ? fromTensor(bias.value) : undefined);
  let x = fromTensor(images);
  for (const [stage, padding] of [3, 1, 1].entries()) {
    const y = convolve(x, encoder.cnn[3 * stage] as Conv2d, 2, padding);
    x = map64(normalise(y, encoder.cnn[3 * stage + 1] as BatchNorm2d), (value) => Math.max(value, 0));
  }
  const pooled = spatialMean64(x);
  const [count, channels] = pooled.shape as [number, number];
  const code = convolve({ ...pooled, shape: [count, 1, 1, channels] }, encoder.model[2] as Conv2d, 1, 0);
  return { ...code, shape: [count, small.code] };
}

const byBatch = (x: Array64, { weight, bias }: BatchNorm2d): Array64 =>
  batchNorm64(x, fromTensor(weight.value), fromTensor(bias.value), 1e-5);
const byRunning = (x: Array64, { weight, bias, running_mean, running_var }: BatchNorm2d): Array64 => {
  const [scale, offset, mean, variance] = [weight, bias, running_mean, running_var].map(({ value }) =>
    fromTensor(value),
  ) as [Array64, Array64, Array64, Array64];
  return batchNormInference64(x, scale, offset, mean, variance, 1e-5);
};

describe('PrivateEncoder', () => {
  it.each([
    [16, 16],
    [19, 26],
  ])('encodes %i x %i maps as a plain reference does, in training and evaluation', (height, width) => {
    tf.tidy(() => {
      const encoder = build(small);
      const x = low(height, width);
      expectClose(encoder.forward(x, { training: true, domain: 'target' }), encode64(encoder, x, byBatch));
      expectClose(encoder.forward(x, { training: false, domain: 'target' }), encode64(encoder, x, byRunning));
    });
  });

  it('updates its running statistics in training only, by a tenth of the batch', () => {
    tf.tidy(() => {
      const encoder = build(small);
      const [conv, norm] = encoder.cnn as [Conv2d, BatchNorm2d];
      const x = low(16, 16);
      encoder.forward(x, { training: true, domain: 'source' });
      const y = conv64(
        fromTensor(x),
        fromTensor(conv.weight.value),
        2,
        3,
        fromTensor(conv.bias?.value as tf.Tensor),
      );
      const { mean, variance } = channelStatistics64(y);
      const [tenth, after] = [mean.map((m) => 0.1 * m), variance.map((v) => 0.9 + 0.1 * v)];
      for (const [buffer, expected] of [
        [norm.running_mean, tenth],
        [norm.running_var, after],
      ] as const)
        expectClose(buffer.value, { shape: [2], data: Float64Array.from(expected) });
      const before = encoder.stateDict();
      encoder.forward(x, { training: false, domain: 'source' });
      expect(encoder.stateDict()).toEqual(before);
    });
  });

  it('has the published tensors: five convolutions of stride 2 with bias, then 1 x 1', () => {
    const encoder = build(published);
    const channels = [64, 64, 128, 256, 256, 256];
    const stages = [0, 1, 2, 3, 4].flatMap((stage) => {
      const [input, output, kernel] = [channels[stage], channels[stage + 1], stage === 0 ? 7 : 3];
      return [
        [`cnn.${3 * stage}.weight`, [output, input, kernel, kernel]],
        [`cnn.${3 * stage}.bias`, [output]],
        ...['weight', 'bias', 'running_mean', 'running_var'].map((name) => [
          `cnn.${3 * stage + 1}.${name}`,
          [output],
        ]),
      ];
    });
    expect([...encoder.namedState()].map(([name, { torchShape }]) => [name, torchShape])).toEqual([
      ...stages,
      ['model.2.weight', [8, 256, 1, 1]],
      ['model.2.bias', [8]],
    ]);
    // convolutions 200,768 + 73,856 + 295,168 + 2 x 590,080; normalisations 128 + 256 + 3 x 512; head 2,056
    expect(parameterCount(encoder)).toBe(1_753_928);
  });
});
