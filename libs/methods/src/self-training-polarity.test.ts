import * as tf from '@tensorflow/tfjs-core';
import { startEngine } from '@jiagu/engine';
import { RandomStreams } from '@jiagu/random';
import { beforeAll, expect, it } from 'vitest';
import { buildMethod } from './build-method.js';
import { noiseBatch, smallConfig } from './testing/small.js';

beforeAll(() => startEngine());

/** The total loss of a first step that self-trains; of the source it sees strong views alone, which have no polarity. */
function total(polarity: number, whileSelfTraining?: number): number {
  const selfTraining = { from: 0, threshold: 0, polarity: whileSelfTraining };
  const method = buildMethod(
    smallConfig({ name: 'consistency', view: 'strong', polarity, selfTraining }),
    new RandomStreams(5),
  );
  method.begin(0);
  return tf.tidy(() => method.trainStep(noiseBatch('polarity')).total?.dataSync()[0] ?? NaN);
}

it('self-training may see the target with another polarity than the steps before', () => {
  expect(total(0.5, 0)).toBe(total(0));
  expect(total(0.5)).not.toBe(total(0));
});
