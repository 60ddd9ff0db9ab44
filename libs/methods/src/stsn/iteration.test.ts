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
