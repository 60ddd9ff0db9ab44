import * as tf from '@tensorflow/tfjs-core';
import { startEngine } from '@jiagu/engine';
import { RandomStreams } from '@jiagu/random';
import { disposeMethod } from '@jiagu/training';
import { beforeAll, expect, it } from 'vitest';
import { buildMethod } from './build-method.js';
import { noiseBatch, smallConfig, smallStsn } from './testing/small.js';

beforeAll(() => startEngine());

it.each([
  ['source-only', { name: 'source-only', bottleneck: 16 }],
  ['stsn', smallStsn],
] as const)('features are the average of what the classifier sees of each place: %s', (_, settings) => {
  const method = buildMethod(smallConfig(settings), new RandomStreams(5));
  const images = noiseBatch('maps').target.weak;
  const { recogniser } = method;
  const maps = recogniser?.maps?.(images, 'target') as tf.Tensor4D;
  const average = tf.mean(maps, [1, 2]).dataSync();
  const features = recogniser?.features(images, 'target').dataSync() ?? [];
  expect(maps.shape[1]).toBeGreaterThan(1);
  expect(features.length).toBe(average.length);
  for (const [i, value] of average.entries()) expect(value).toBeCloseTo(features[i] ?? NaN, 4);
  disposeMethod(method);
});

it.each([
  { name: 'source-only', bottleneck: 16 },
  { name: 'mcd' },
  { name: 'adda', bottleneck: 16, warmup: 1 },
  smallStsn,
] as const)('leaves nothing behind: $name', (settings) => {
  const method = buildMethod(smallConfig(settings), new RandomStreams(5));
  const images = noiseBatch('maps').target.weak;
  const { recogniser } = method;
  const before = tf.memory().numTensors;
  recogniser?.estimateStatistics(images, 'target', 0);
  const features = recogniser?.features(images, 'target') as tf.Tensor2D;
  tf.dispose([features, recogniser?.classify(features), recogniser?.logits(images, 'target')] as tf.Tensor[]);
  expect(tf.memory().numTensors).toBe(before);
  disposeMethod(method);
});
