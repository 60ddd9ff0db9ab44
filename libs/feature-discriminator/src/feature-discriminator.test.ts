import * as tf from '@tensorflow/tfjs-core';
import { startEngine } from '@jiagu/engine';
import { RandomStream } from '@jiagu/random';
import { beforeAll, expect, it } from 'vitest';
import { FeatureDiscriminator } from './feature-discriminator.js';

beforeAll(() => startEngine());

it('ends in logits, or in their sigmoid where that is asked for', () => {
  const scores = (sigmoid: boolean): Float32Array => {
    const options = { input: 3, hidden: 8, dropout: 0.5, sigmoid };
    const discriminator = new FeatureDiscriminator(
      options,
      new RandomStream('weights'),
      new RandomStream('masks'),
    );
    const feature = tf.tensor2d([4, -2, 1, -30, 10, 20, 0, 0, 0], [3, 3]);
    return discriminator.forward(feature, { training: false, domain: null }).dataSync<'float32'>();
  };
  const logits = scores(false);
  expect(Math.max(...logits.map(Math.abs))).toBeGreaterThan(1);
  scores(true).forEach((score, i) => expect(score).toBeCloseTo(1 / (1 + Math.exp(-(logits[i] ?? NaN))), 6));
});
