import * as tf from '@tensorflow/tfjs-core';
import { startEngine } from '@jiagu/engine';
import { parameterCount } from '@jiagu/nn/testing';
import { beforeAll, expect, it } from 'vitest';
import { build, describeBody, expectNoGradient } from '../testing/describe-body.js';

beforeAll(() => startEngine());

describeBody({
  penalisable: [
    { body: 'dcgan', width: 2, norm: 'none' },
    { body: 'dcgan', width: 2, norm: 'spectral', condition: 'projection' },
    { body: 'dcgan', width: 2, norm: 'none', condition: 'concat', minibatch: 'stddev' },
    { body: 'dcgan', width: 2, norm: 'spectral', condition: 'projection', transition: true },
    { body: 'dcgan', width: 2, norm: 'none', condition: 'auxiliary', minibatch: 'discrimination' },
  ],
  others: [{ body: 'dcgan', width: 2, norm: 'batch', dropout: 0.2 }],
});

it('judges with batch norm, but gives no gradient to penalise', () =>
  expectNoGradient({ body: 'dcgan', width: 2 }));

it('has the parameters of DCGAN at 64 px', () => {
  const critic = build({ body: 'dcgan' }, { channels: 3, imageSize: 64 });
  // 16 (3 64 + 64 128 + 128 256 + 256 512 + 512) + 2 (128 + 256 + 512)
  expect(parameterCount(critic)).toBe(2_765_568);
  critic.dispose();
});

it('judges 256 px', () => {
  const critic = build({ body: 'dcgan', width: 8 }, { channels: 3, imageSize: 256 });
  tf.tidy(() => {
    const { scores } = critic.judge(tf.zeros([1, 256, 256, 3]), null, { training: false });
    expect(scores.shape).toEqual([1, 1]);
  });
  critic.dispose();
});
