import { startEngine } from '@jiagu/engine';
import type { StateDict } from '@jiagu/nn';
import { disposeMethod } from '@jiagu/training';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { noiseBatch, side, step, tinyGan } from './testing/tiny-players.js';

beforeAll(() => startEngine());

it('are those of the next training pass, and leave no trace', () => {
  const { gan, critic, random } = tinyGan({ critic: { norm: 'spectral' }, instanceNoise: { until: 4 } });
  const batch = noiseBatch('batch');
  step(gan, 0, batch);
  gan.begin(1);
  const state = (): [StateDict, StateDict, unknown] => [
    critic.stateDict(),
    gan.optimizers.critic.stateDict(''),
    random.state(),
  ];
  const [before, tensors] = [state(), tf.memory().numTensors];
  const scores = gan.critic.score(batch.target.weak);
  expect(state()).toEqual(before);
  expect(tf.memory().numTensors).toBe(tensors);
  expect(scores).toHaveLength(4);
  // What the step itself says of the same images, after the same noise and the same step of the power iteration.
  const mean = scores.reduce((a, b) => a + b) / 4;
  expect(step(gan, 1, batch)['critic score, real']).toBeCloseTo(mean, 6);
  disposeMethod(gan);
});

it('come one an image, of its class, at the size that a growing GAN has reached', () => {
  const { gan, critic } = tinyGan({
    domain: 'source',
    generator: { body: 'style', growing: true, condition: 'style' },
    critic: { body: 'style', growing: true, condition: 'projection', norm: undefined },
    growth: { from: 8, stable: 10, fade: 5 },
  });
  critic.judge = (images, labels) => ({
    scores: tf.add(tf.mul(tf.mean(images, [1, 2, 3]), images.shape[1]), labels ?? NaN),
    gradient: () => images,
  });
  gan.begin(0);
  const images = tf.stack([tf.fill([side, side, 1], 0.25), tf.fill([side, side, 1], -0.5)]) as tf.Tensor4D;
  // 8 pixels of the mean, and the class.
  expect([...gan.critic.score(images, tf.tensor1d([3, 1], 'int32'))]).toEqual([5, -3]);
  disposeMethod(gan);
});
