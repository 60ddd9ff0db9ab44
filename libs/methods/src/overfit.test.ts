import * as tf from '@tensorflow/tfjs-core';
import { configSchema, type RunConfig } from '@jiagu/config';
import { startEngine } from '@jiagu/engine';
import { RandomStream, RandomStreams } from '@jiagu/random';
import type { Method, TrainingBatch } from '@jiagu/training';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildMethod } from './build-method.js';

beforeAll(() => startEngine());

const [size, count, classes] = [32, 16, 8];

/** Small networks on 32 px images, everything of STSN switched on from the first step. */
function config(method: object): RunConfig {
  return configSchema.parse({
    name: 'overfit',
    data: {
      source: { train: 'none', test: 'none' },
      target: { train: 'none', test: 'none' },
      classes,
      channels: 1,
      imageSize: size,
    },
    model: { width: 8, stem: { kernel: 5, maxPool: false }, lastStageStride: 1 },
    method,
    training: { steps: 1000, batchSize: count },
  });
}

/** Noise, so that nothing but learning by heart helps. */
function batch(seed: string): TrainingBatch {
  const random = new RandomStream(seed);
  const images = (): tf.Tensor4D =>
    tf.tensor4d(
      Float32Array.from({ length: count * size * size }, () => random.uniform(-1, 1)),
      [count, size, size, 1],
    );
  const [source, target] = [images(), images()];
  const labels = tf.tensor1d(
    Array.from({ length: count }, (_, i) => i % classes),
    'int32',
  );
  return { source: { weak: source, strong: source, labels }, target: { weak: target, strong: target } };
}

function accuracy(method: Method, { source }: TrainingBatch): number {
  return tf.tidy(() => {
    const hits = tf.equal(tf.argMax(method.logits(source.weak, 'source'), 1), source.labels);
    return tf.mean(tf.cast(hits, 'float32')).dataSync()[0] ?? NaN;
  });
}

function train(method: Method, data: TrainingBatch, steps: number): number[] {
  return Array.from({ length: steps }, (_, step) => {
    const losses = tf.tidy(() => method.step(data, step));
    const total = losses.total?.dataSync()[0] ?? NaN;
    tf.dispose(losses);
    return total;
  });
}

const stsn = {
  name: 'stsn',
  privateEncoder: { width: 8, stages: 3 },
  decoder: { width: 16, minimumWidth: 8, pixelShuffle: true },
  imageDiscriminator: { width: 8 },
  featureDiscriminator: { hidden: 32 },
  perceptual: { weights: 'source', depth: 'vgg-small', width: 4 },
  weights: { feature: 0.1, pixelL1: 1, pixelMse: 1 },
  optimizers: { encoder: { type: 'adam' } },
};

describe('one batch is learnt by heart', () => {
  it.each([
    ['source-only', { name: 'source-only', optimizer: { type: 'adam', lr: 3e-3 }, bottleneck: 16 }, 60],
    ['stsn', stsn, 60],
  ] as const)('by %s', (_, method, steps) => {
    const subject = buildMethod(config(method), new RandomStreams(1));
    const data = batch('by heart');
    expect(accuracy(subject, data)).toBeLessThan(0.6);
    const losses = train(subject, data, steps);
    expect(accuracy(subject, data)).toBeGreaterThan(0.99);
    expect(losses.at(-1)).toBeLessThan((losses[0] ?? NaN) / 2);
    subject.dispose();
  });
});

describe('a step', () => {
  it('leaves nothing behind in any phase', () => {
    const phases = { ...stsn, warmup: { encoder: 2, decoder: 2 }, selfTraining: { from: 8 } };
    const subject = buildMethod(config(phases), new RandomStreams(1));
    const data = batch('memory');
    train(subject, data, 1);
    const before = tf.memory().numTensors;
    const names = Array.from({ length: 12 }, (_, step) => {
      tf.dispose(tf.tidy(() => subject.step(data, step)));
      expect(tf.memory().numTensors).toBe(before);
      return subject.phase(step).name;
    });
    expect(new Set(names)).toEqual(
      new Set(['encoder warm-up', 'decoder warm-up', 'separation', 'self-training']),
    );
    subject.dispose();
    tf.dispose([Object.values(data.source), Object.values(data.target)].flat());
  });

  it('repeats itself to the last bit with the same seed, and differs with another', () => {
    const run = (seed: number): number[] =>
      train(buildMethod(config(stsn), new RandomStreams(seed)), batch('same'), 3);
    const first = run(1);
    expect(run(1)).toEqual(first);
    expect(run(2)).not.toEqual(first);
  });
});
