import * as tf from '@tensorflow/tfjs-core';
import { startEngine } from '@jiagu/engine';
import { RandomStreams } from '@jiagu/random';
import { disposeMethod, type AdaptationBatch, type Method } from '@jiagu/training';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildMethod } from './build-method.js';
import { backboneMethods, noiseBatch, smallConfig, smallStsn } from './testing/small.js';

beforeAll(() => startEngine());

function accuracy({ recogniser }: Method, { source }: AdaptationBatch): number {
  return tf.tidy(() => {
    const logits = recogniser?.logits(source.weak, 'source') ?? tf.zeros([1, 1]);
    const hits = tf.equal(tf.argMax(logits, 1), source.labels);
    return tf.mean(tf.cast(hits, 'float32')).dataSync()[0] ?? NaN;
  });
}

function train(method: Method, data: AdaptationBatch, steps: number): number[] {
  return Array.from({ length: steps }, (_, step) => {
    const losses = tf.tidy(() => (method.begin(step), method.trainStep(data)));
    const total = losses.total?.dataSync()[0] ?? NaN;
    tf.dispose(losses);
    return total;
  });
}

describe('one batch is learnt by heart', () => {
  it.each([
    ...backboneMethods.map((method) => [method.name, method, 45] as const),
    ['stsn', smallStsn, 45],
    [
      'stsn with target losses on top',
      { ...smallStsn, selfTraining: { drawing: 'training', classConfusion: 1 } },
      45,
    ],
  ] as const)('by %s', (_, method, steps) => {
    const subject = buildMethod(smallConfig(method), new RandomStreams(1));
    const data = noiseBatch('by heart');
    expect(accuracy(subject, data)).toBeLessThan(0.6);
    const losses = train(subject, data, steps);
    expect(accuracy(subject, data)).toBeGreaterThan(0.99);
    expect(losses.at(-1)).toBeLessThan((losses[0] ?? NaN) / 2);
    disposeMethod(subject);
  });
});

describe('a step', () => {
  it('leaves nothing behind in any phase', () => {
    const phases = { ...smallStsn, warmup: { encoder: 2, decoder: 2 }, selfTraining: { from: 8 } };
    const subject = buildMethod(smallConfig(phases), new RandomStreams(1));
    const data = noiseBatch('memory');
    train(subject, data, 1);
    const before = tf.memory().numTensors;
    const names = Array.from({ length: 12 }, (_, step) => {
      tf.dispose(tf.tidy(() => (subject.begin(step), subject.trainStep(data))));
      expect(tf.memory().numTensors).toBe(before);
      return subject.phase(step).name;
    });
    expect(new Set(names)).toEqual(
      new Set(['encoder warm-up', 'decoder warm-up', 'separation', 'self-training']),
    );
    disposeMethod(subject);
    tf.dispose([Object.values(data.source), Object.values(data.target)].flat());
  });

  it('repeats itself to the last bit with the same seed, and differs with another', () => {
    const run = (seed: number): number[] =>
      train(buildMethod(smallConfig(smallStsn), new RandomStreams(seed)), noiseBatch('same'), 3);
    const first = run(1);
    expect(run(1)).toEqual(first);
    expect(run(2)).not.toEqual(first);
  });
});
