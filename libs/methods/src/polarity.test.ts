import * as tf from '@tensorflow/tfjs-core';
import { startEngine } from '@jiagu/engine';
import { RandomStreams } from '@jiagu/random';
import { disposeMethod } from '@jiagu/training';
import { beforeAll, expect, it } from 'vitest';
import { buildMethod } from './build-method.js';
import { noiseBatch, smallConfig, smallStsn } from './testing/small.js';

beforeAll(() => startEngine());

/** The total loss of a first step that self-trains; of the source it sees strong views alone, which are never inverted. */
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

/** Losses of a first step of images x, strongly augmented s, as {@link noiseBatch} draws them. */
function losses(method: object, weakSign: 1 | -1): Record<string, number> {
  const subject = buildMethod(smallConfig(method), new RandomStreams(5));
  const [{ source, target }, strong] = [noiseBatch('weak'), noiseBatch('strong')];
  const signed = (images: tf.Tensor4D): tf.Tensor4D => tf.mul(images, weakSign);
  subject.begin(0);
  const found = tf.tidy(() => {
    const scalars = subject.trainStep({
      source: { ...source, weak: signed(source.weak), strong: strong.source.strong },
      target: { weak: signed(target.weak), strong: strong.target.strong },
    });
    return Object.entries(scalars).map(([name, loss]) => [name, loss.dataSync()[0] ?? NaN] as const);
  });
  disposeMethod(subject);
  return Object.fromEntries(found);
}

const selfTraining = { from: 0, threshold: 0, mutualInformation: 1 };
it.each([
  ['consistency', { name: 'consistency', view: 'both', selfTraining }],
  [
    'stsn',
    { ...smallStsn, weights: { strongSource: 1 }, selfTraining: { ...selfTraining, drawing: 'training' } },
  ],
  ['stsn, drawing frozen', { ...smallStsn, weights: { strongSource: 1 }, selfTraining }],
])('inverts weak views only: %s', (_, method) => {
  // With all weak views inverted, the networks see what they see of inverted images; the strong views are the same.
  const inverted = losses({ ...method, polarity: 1 }, 1);
  const expected = losses({ ...method, polarity: 0 }, -1);
  for (const name of ['cls', 'cls_strong', 'pseudo', 'mutual'])
    expect(inverted[name], name).toBeCloseTo(expected[name] ?? NaN, 5);
});
