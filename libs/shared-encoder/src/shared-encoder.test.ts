import * as tf from '@tensorflow/tfjs-core';
import { startEngine } from '@jiagu/engine';
import type { BatchNorm2d, Conv2d, Pass } from '@jiagu/nn';
import {
  batchNorm64,
  batchNormInference64,
  channelStatistics64,
  conv64,
  expectClose,
  fromTensor,
  map64,
  maxPool64,
  parameterCount,
  spatialMean64,
  sum64,
  type Array64,
} from '@jiagu/nn/testing';
import { RandomStream } from '@jiagu/random';
import { beforeAll, describe, expect, it } from 'vitest';
import { Bottleneck } from './residual-blocks.js';
import { SharedEncoder, type SharedEncoderOptions } from './shared-encoder.js';

beforeAll(() => startEngine());

const published: SharedEncoderOptions = {
  backbone: 'resnet18',
  channels: 3,
  width: 64,
  stemKernel: 7,
  maxPool: true,
  lastStageStride: 2,
  structureStage: 4,
  perDomain: false,
};
const small = { ...published, channels: 1, width: 2 };
const build = (options: SharedEncoderOptions): SharedEncoder =>
  new SharedEncoder(options, new RandomStream('weights'));
const images = (height: number, width: number): tf.Tensor4D =>
  tf.randomUniform([2, height, width, 1], -1, 1, 'float32', 1);

type Norm = (x: Array64, norm: BatchNorm2d) => Array64;

const byBatch: Norm = (x, { weight, bias }) =>
  batchNorm64(x, fromTensor(weight.value), fromTensor(bias.value), 1e-5);
const bySource: Norm = (x, { weight, bias, running_mean, running_var }) => {
  const [scale, offset, mean, variance] = [weight, bias, running_mean, running_var].map(({ value }) =>
    fromTensor(value),
  ) as [Array64, Array64, Array64, Array64];
  return batchNormInference64(x, scale, offset, mean, variance, 1e-5);
};

/** He 2016 in float64 with torchvision's strides. */
function encode64(encoder: SharedEncoder, x: tf.Tensor4D, options: SharedEncoderOptions, normalise: Norm) {
  const relu = (y: Array64): Array64 => map64(y, (value) => Math.max(value, 0));
  const layer = (y: Array64, conv: Conv2d, norm: BatchNorm2d, stride: number): Array64 => {
    const filter = fromTensor(conv.weight.value);
    return normalise(conv64(y, filter, stride, (filter.shape[0] as number) >> 1), norm);
  };
  const stem = relu(layer(fromTensor(x), encoder.conv1, encoder.bn1, 2));
  const low = options.maxPool ? maxPool64(stem, 3, 2, 1) : stem;
  let last = low;
  const stages: Array64[] = [];
  for (const [stage, first] of [
    [encoder.layer1, 1],
    [encoder.layer2, 2],
    [encoder.layer3, 2],
    [encoder.layer4, options.lastStageStride],
  ] as const) {
    for (const [index, block] of stage.entries()) {
      const stride = index === 0 ? first : 1;
      let y = last;
      if (block instanceof Bottleneck) {
        y = relu(layer(y, block.conv1, block.bn1, 1));
        y = relu(layer(y, block.conv2, block.bn2, stride));
        y = layer(y, block.conv3, block.bn3, 1);
      } else {
        y = relu(layer(y, block.conv1, block.bn1, stride));
        y = layer(y, block.conv2, block.bn2, 1);
      }
      const shortcut = block.downsample ? layer(last, ...block.downsample, stride) : last;
      last = relu(sum64(y, shortcut));
    }
    stages.push(last);
  }
  const structure = stages[options.structureStage - 1] as Array64;
  return { low, structure, pooled: spatialMean64(last) };
}

describe('SharedEncoder', () => {
  it.each<[number, number, Partial<SharedEncoderOptions>, number[], number[]]>([
    [64, 64, {}, [16, 16, 2], [2, 2, 16]],
    [45, 70, {}, [12, 18, 2], [2, 3, 16]],
    [32, 24, { stemKernel: 3, maxPool: false, lastStageStride: 1 }, [16, 12, 2], [4, 3, 16]],
    [64, 40, { backbone: 'resnet50' }, [16, 10, 2], [2, 2, 64]],
    [64, 64, { structureStage: 2, lastStageStride: 1 }, [16, 16, 2], [8, 8, 4]],
  ])(
    'encodes %i x %i images as a plain reference does: %o',
    (height, width, changes, lowShape, structureShape) => {
      tf.tidy(() => {
        const options = { ...small, ...changes };
        const encoder = build(options);
        const x = images(height, width);
        for (const [pass, normalise] of [
          [{ training: true, domain: 'source' }, byBatch],
          [{ training: false, domain: 'source' }, bySource],
        ] as [Pass, Norm][]) {
          const actual = encoder.forward(x, pass);
          const expected = encode64(encoder, x, options, normalise);
          expectClose(actual.low, expected.low);
          expectClose(actual.structure, expected.structure);
          expectClose(actual.pooled, expected.pooled);
          expect(actual.low.shape.slice(1)).toEqual(lowShape);
          expect(actual.structure.shape.slice(1)).toEqual(structureShape);
        }
        expect([encoder.lowFeatures, encoder.structureFeatures]).toEqual([lowShape[2], structureShape[2]]);
        expect(encoder.features).toBe(
          encoder.forward(x, { training: false, domain: 'source' }).pooled.shape[1],
        );
        expect(Math.ceil(height / 2 ** encoder.halvings)).toBe(structureShape[0]);
      });
    },
  );

  it("has torchvision's tensors", () => {
    const of = (module: string, ...names: string[]): string[] => names.map((name) => `${module}.${name}`);
    const norm = ['weight', 'bias', 'running_mean', 'running_var'];
    const expected = [
      'conv1.weight',
      ...of('bn1', ...norm),
      ...[1, 2, 3, 4].flatMap((stage) =>
        [0, 1].flatMap((block) => {
          const name = `layer${stage}.${block}`;
          return [
            ...[1, 2].flatMap((k) => [`${name}.conv${k}.weight`, ...of(`${name}.bn${k}`, ...norm)]),
            ...(stage > 1 && block === 0
              ? [`${name}.downsample.0.weight`, ...of(`${name}.downsample.1`, ...norm)]
              : []),
          ];
        }),
      ),
    ];
    const names = (options: SharedEncoderOptions): string[] => [...build(options).stateDict().keys()];
    expect(names(small).sort()).toEqual(expected.sort());
    const own = names({ ...small, perDomain: true }).filter((name) => !expected.includes(name));
    expect(own.sort()).toEqual(
      expected
        .filter((name) => name.includes('running_'))
        .map((name) => name.replace('running_', 'target.running_')),
    );
  });

  it.each([
    // torchvision's counts less the classifier's: 11,689,512 - 513,000 and 25,557,032 - 2,049,000
    ['resnet18', 11_176_512],
    ['resnet50', 23_508_032],
  ] as const)("has torchvision's %s: %i parameters", (backbone, count) => {
    const encoder = build({ ...published, backbone });
    expect(parameterCount(encoder)).toBe(count);
    encoder.dispose();
  });

  it('keeps running statistics for each domain, updated in training only', () => {
    tf.tidy(() => {
      const encoder = build({ ...small, perDomain: true });
      const x = images(64, 64);
      const fresh = encoder.stateDict();
      encoder.forward(x, { training: true, domain: null });
      expect(encoder.stateDict()).toEqual(fresh);

      encoder.forward(x, { training: true, domain: 'target' });
      const { mean, variance } = channelStatistics64(
        conv64(fromTensor(x), fromTensor(encoder.conv1.weight.value), 2, 3),
      );
      const { running_mean, running_var, target } = encoder.bn1;
      const expected = [mean.map((m) => 0.1 * m), variance.map((v) => 0.9 + 0.1 * v), [0, 0], [1, 1]];
      for (const [i, buffer] of [
        target?.running_mean,
        target?.running_var,
        running_mean,
        running_var,
      ].entries())
        expectClose(buffer?.value as tf.Tensor, { shape: [2], data: Float64Array.from(expected[i] ?? []) });

      const trained = encoder.stateDict();
      const pooled = (['source', 'target'] as const).map((domain) =>
        encoder.forward(x, { training: false, domain }).pooled.arraySync(),
      );
      expect(encoder.stateDict()).toEqual(trained);
      expect(pooled[0]).not.toEqual(pooled[1]);
    });
  });
});
