import * as tf from '@tensorflow/tfjs-core';
import { startEngine } from '@jiagu/engine';
import { RandomStreams } from '@jiagu/random';
import { disposeMethod } from '@jiagu/training';
import _ from 'lodash';
import { beforeAll, describe, expect, it } from 'vitest';
import { noiseBatch, smallConfig, smallStsn } from '../testing/small.js';
import { Stsn } from './stsn.js';

beforeAll(() => startEngine());

/** Losses of a first step, and what the image and feature discriminators said in it. */
function firstStep(changes: object): { losses: Record<string, number>; said: Record<string, number[]> } {
  const config = smallConfig({ ...smallStsn, ...changes });
  if (config.method.name !== 'stsn') throw new Error('another method');
  const method = new Stsn(config, config.method, new RandomStreams(5));
  const said: Record<string, number[]> = {};
  method.probe = {
    forward: (tensors) => {
      for (const [name, tensor] of Object.entries(tensors))
        if (name.startsWith('dis_')) said[name] = Array.from(tensor.dataSync());
    },
  };
  method.begin(0);
  const losses = tf.tidy(() =>
    _.mapValues(method.trainStep(noiseBatch('iteration')), (loss) => loss.dataSync()[0] ?? NaN),
  );
  disposeMethod(method);
  return { losses, said };
}

describe('the image discriminators of a norm and a loss', () => {
  const hinge = {
    real: (score: number) => Math.max(0, 1 - score),
    fake: (score: number) => Math.max(0, 1 + score),
  };
  const leastSquares = {
    real: (score: number) => (score - 1) ** 2 / 2,
    fake: (score: number) => score ** 2 / 2,
  };
  const logistic = {
    real: (score: number) => Math.log1p(Math.exp(-score)),
    fake: (score: number) => Math.log1p(Math.exp(score)),
  };
  it.each([
    ['instance', 'least-squares', leastSquares, 2 * 2],
    ['spectral', 'hinge', hinge, 6 * 6],
    ['spectral', 'non-saturating', logistic, 6 * 6],
  ])('%s, %s', (norm, loss, { real, fake }, patches) => {
    const { losses, said } = firstStep({ imageDiscriminator: { width: 8, norm, loss } });
    for (const direction of ['s2t', 't2s']) {
      const [onReal = [], onFake = []] = [said[`dis_${direction}_real`], said[`dis_${direction}_fake`]];
      expect(onReal).toHaveLength(16 * patches);
      const expected = _.mean(onReal.map(real)) + _.mean(onFake.map(fake));
      expect(losses[`dis_${direction}`]).toBeCloseTo(expected, 5);
    }
  });
});

it('R1 is added where it is configured: half of gamma times the squared slope at real images', () => {
  const settings = { width: 8, norm: 'spectral', loss: 'hinge' };
  const none = firstStep({ imageDiscriminator: settings });
  const [one, three] = [1, 3].map((r1) => firstStep({ imageDiscriminator: { ...settings, r1 } }));
  expect(none.losses).not.toHaveProperty('r1_target');
  for (const name of ['r1_target', 'r1_source']) {
    expect(one?.losses[name]).toBeGreaterThan(0);
    expect(three?.losses[name]).toBeCloseTo(one?.losses[name] ?? NaN, 6);
  }
  // The discriminator that was updated with a greater penalty answers differently; its losses before that are the same.
  expect(one?.losses.dis_s2t).toBe(none.losses.dis_s2t);
  expect(one?.losses.gen_s2t).not.toBe(three?.losses.gen_s2t);
});

describe('differentiable augmentation', () => {
  const settings = { width: 8, norm: 'spectral', loss: 'hinge' };
  const nothing = { brightness: 0, contrast: 0, shift: 0, cutout: 0 };
  it('reaches every image that the discriminators see, and those of the decoder too', () => {
    const [plain, still, bright] = [undefined, nothing, { ...nothing, brightness: 1 }].map((augmentation) =>
      firstStep({ imageDiscriminator: { ...settings, augmentation } }),
    );
    expect(still).toEqual(plain);
    for (const name of ['dis_s2t_real', 'dis_s2t_fake', 'dis_t2s_real', 'dis_t2s_fake'])
      expect(bright?.said[name]).not.toEqual(plain?.said[name]);
    // The losses of the recogniser do not see it.
    expect(bright?.losses.cls).toBe(plain?.losses.cls);
  });
});

describe('the moving average of the decoder', () => {
  it('draws, follows the decoder from step to step, and changes nothing in the training', () => {
    const step = (changes: object) => {
      const config = smallConfig({ ...smallStsn, ...changes });
      if (config.method.name !== 'stsn') throw new Error('another method');
      const method = new Stsn(config, config.method, new RandomStreams(5));
      const weights = (name: string): number[] =>
        Array.from(method.modules[name]?.parameters()[0]?.value.dataSync() ?? []);
      const before = weights('dec');
      const losses = [0, 1].map((number) => {
        method.begin(number);
        return tf.tidy(() =>
          _.mapValues(method.trainStep(noiseBatch('average')), (loss) => loss.dataSync()[0] ?? NaN),
        );
      });
      const found = { losses, before, after: weights('dec'), average: weights('average_dec') };
      disposeMethod(method);
      return found;
    };
    // Without a warm-up that forgets the first weights, half of them goes in 16 images, one batch.
    const averaged = step({ ema: { halfLife: 16, warmUp: 1e9 } });
    expect(averaged.losses).toEqual(step({}).losses);
    const [first = NaN, last = NaN, kept = NaN] = [
      averaged.before[0],
      averaged.after[0],
      averaged.average[0],
    ];
    expect(last).not.toBe(first);
    expect(Math.min(first, last) < kept && kept < Math.max(first, last)).toBe(true);
  });
});

describe('what the target is told from', () => {
  it.each([
    ['source', 0, 16],
    ['translated', 0, 2 * 16],
    ['translated', 1, 16],
  ])('%s, translated images being classified from step %i', (compares, classifyTranslatedFrom, count) => {
    const { said } = firstStep({
      textures: 2,
      classifyTranslatedFrom,
      featureDiscriminator: { hidden: 32, compares },
    });
    expect(said.dis_f_s).toHaveLength(count);
    expect(said.dis_f_t).toHaveLength(16);
  });
});

it('translated images weigh what they are said to', () => {
  const [light, heavy] = [0.5, 2].map((translated) => firstStep({ weights: { translated } }).losses);
  expect(light?.cls_s2t).toBe(heavy?.cls_s2t);
  expect((heavy?.total ?? NaN) - (light?.total ?? NaN)).toBeCloseTo(1.5 * (light?.cls_s2t ?? NaN), 4);
});
