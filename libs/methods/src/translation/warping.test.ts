import type { CycleganConfig } from '@jiagu/config';
import { startEngine } from '@jiagu/engine';
import { RandomStream, RandomStreams } from '@jiagu/random';
import { disposeMethod } from '@jiagu/training';
import type { TranslatorNetwork, Warper } from '@jiagu/translator';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildCyclegan } from './build-cyclegan.js';
import { expectSteps } from './testing/describe-steps.js';
import { noiseBatch, translationConfig } from './testing/tiny-translation.js';
import { Warping } from './warping.js';

beforeAll(() => startEngine());

const warp = { width: 2, hidden: 8, points: 3 };
const numbers = (tensor: tf.Tensor): number[] => Array.from(tensor.dataSync());

function build(settings: object = {}) {
  const config = translationConfig({ name: 'cyclegan', warp, ...settings });
  return buildCyclegan(config, config.method as CycleganConfig, new RandomStreams(0));
}

describe('warps', () => {
  it('learn what AGTGAN asks of them, at a tenth of the rates', () => {
    const gan = build({ optimizers: { translator: { lr: 1e-3 }, critic: { lr: 2e-3 } } });
    const batch = noiseBatch('batch');
    const warper = gan.modules.warper as Warper;
    const streams = new RandomStreams(0);
    tf.tidy(() => {
      const pass = { training: true, noise: streams.stream('translation.warp') };
      const seen = warper.see(batch.source.weak, pass);
      const [first, second] = [1, 2].map(() => warper.drawNoise(seen, pass)) as [tf.Tensor2D, tf.Tensor2D];
      const [warp, other] = [warper.plan(seen, first, pass), warper.plan(seen, second, pass)];
      const apart = (a: tf.Tensor, b: tf.Tensor): number => {
        const [x, y] = [numbers(a), numbers(b)];
        return x.reduce((sum, value, i) => sum + Math.abs(value - (y[i] ?? NaN)), 0) / x.length;
      };
      gan.begin(0);
      const critic = gan.modules.critic_warp as unknown as {
        judge(images: tf.Tensor4D, labels: null, how: { training: boolean }): { scores: tf.Tensor };
      };
      const score = numbers(
        critic.judge(warper.apply(batch.source.weak, warp), null, { training: true }).scores,
      );
      const read = apart(first, warper.readNoise(warp));
      const figures = gan.trainStep(batch);
      const figure = (name: string): number => figures[name]?.dataSync()[0] ?? NaN;
      expect(figure('warp, bends apart')).toBeCloseTo(apart(warp.bend, other.bend), 5);
      expect(figure('warp, affine apart')).toBeCloseTo(apart(warp.affine, other.affine), 5);
      expect(figure('warp, noise')).toBeCloseTo(read, 4);
      expect(figure('warp, critic fooled')).toBeCloseTo(
        score.reduce((sum, value) => sum + (value - 1) ** 2, 0) / score.length,
        4,
      );
    });
    expect(gan.rates(0)).toMatchObject({ warper: 1e-4, critic_warp: 2e-4 });
    disposeMethod(gan);
  });

  it.each(['bend', 'affine'])('grow apart where nothing else is asked of them: %s', (part) => {
    const apart = (weight: number): number => {
      const weights = { adversarial: 0, bend: 0, affine: 0, noise: 0, [part]: weight };
      const config = translationConfig({ name: 'cyclegan', warp: { ...warp, rate: 10, weights } });
      const { warp: settings, ...method } = config.method as CycleganConfig;
      if (!settings) throw new Error('no warp');
      const warping = new Warping(config, { ...method, warp: settings }, new RandomStreams(0));
      const { source, target } = noiseBatch('batch');
      const name = part === 'bend' ? 'warp, bends apart' : 'warp, affine apart';
      const told = Array.from({ length: 6 }, () => {
        warping.begin();
        return tf.tidy(() => warping.update(source.weak, target.weak, () => 1)[name]?.dataSync()[0] ?? NaN);
      });
      for (const part of [...Object.values(warping.modules), ...Object.values(warping.optimizers)])
        part.dispose();
      return (told.at(-1) ?? NaN) / (told[0] ?? NaN);
    };
    expect(apart(1)).toBeGreaterThan(1.2 * apart(0));
  });

  it('are part of the translation of the source, the same at every call, and of no other', () => {
    const gan = build();
    const images = noiseBatch('batch').source.weak;
    const translate = (from: 'source' | 'target') =>
      tf.tidy(() => numbers(gan.translation.translate(images, from, images)));
    const untouched = (name: 's2t' | 't2s') =>
      numbers(
        tf.tidy(() =>
          (gan.modules[name] as unknown as TranslatorNetwork).forward(images, {
            training: false,
            masks: new RandomStream('unused'),
          }),
        ),
      );
    expect(translate('target')).toEqual(untouched('t2s'));
    expect(translate('source')).not.toEqual(untouched('s2t'));
    const before = tf.memory().numTensors;
    expect(translate('source')).toEqual(translate('source'));
    expect(tf.memory().numTensors).toBe(before);
    disposeMethod(gan);
  });

  it('are the same recorded and after a checkpoint', () => expectSteps({ name: 'cyclegan', warp, pool: 4 }));
});
