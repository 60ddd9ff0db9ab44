import type { CutConfig, Pix2pixConfig } from '@jiagu/config';
import type { CriticNetwork } from '@jiagu/critic';
import { startEngine } from '@jiagu/engine';
import type { Module } from '@jiagu/nn';
import { RandomStream, RandomStreams } from '@jiagu/random';
import { disposeMethod } from '@jiagu/training';
import type { ResnetTranslator, TranslatorNetwork } from '@jiagu/translator';
import * as tf from '@tensorflow/tfjs-core';
import _ from 'lodash';
import { beforeAll, describe, expect, it } from 'vitest';
import { cut } from './cut.js';
import type { OneWay } from './one-way.js';
import { pix2pix } from './pix2pix.js';
import { expectSteps } from './testing/describe-steps.js';
import { count, noiseBatch, translationConfig } from './testing/tiny-translation.js';

beforeAll(() => startEngine());

const buildPix2pix = (settings: object = {}): OneWay => {
  const translator = { body: 'unet', width: 2, norm: 'instance', noise: 'none' };
  const critic = { width: 2, layers: 1, norm: 'none' };
  const config = translationConfig({ name: 'pix2pix', translator, critic, ...settings });
  return pix2pix(config, config.method as Pix2pixConfig, new RandomStreams(0));
};
const buildCut = (settings: object = {}): OneWay<ResnetTranslator> => {
  const config = translationConfig({
    name: 'cut',
    translator: { width: 2, blocks: 2 },
    patches: { width: 5 },
    ...settings,
  });
  return cut(config, config.method as CutConfig, new RandomStreams(0));
};
const numbers = (tensor: tf.Tensor): number[] => Array.from(tensor.dataSync());
const mean = (values: readonly number[]): number => _.sum(values) / values.length;
const figuresOf = (figures: Record<string, tf.Scalar>): Record<string, number> =>
  _.mapValues(figures, (figure) => figure.dataSync()[0] ?? NaN);
const pass = { training: true, masks: new RandomStream('unused') };
const plus = (x: number): number => Math.log1p(Math.exp(x));

describe('Pix2Pix', () => {
  it('moves the critic first, beside the originals, then the translator, whose losses are as in float64', () => {
    const method = buildPix2pix();
    const { s2t, critic_target } = method.modules as unknown as {
      s2t: TranslatorNetwork;
      critic_target: CriticNetwork;
    };
    const { source, target } = noiseBatch('batch');
    tf.tidy(() => {
      const made = s2t.forward(source.weak, pass);
      const score = (images: tf.Tensor4D): number[] =>
        numbers(critic_target.judge(tf.concat([source.weak, images], 3), null, { training: true }).scores);
      const before = { real: score(target.weak), fake: score(made) };
      let after: number[] = [];
      const { critic } = method.optimizers;
      const apply = critic.apply.bind(critic);
      critic.apply = (gradients, rate) => {
        apply(gradients, rate);
        after = score(made);
      };
      method.begin(0);
      const figures = figuresOf(method.trainStep({ source, target }));
      const distance = mean(numbers(tf.abs(tf.sub(made, target.weak))));
      expect(figures['distance']).toBeCloseTo(distance, 5);
      expect(figures['critic, target']).toBeCloseTo(
        (mean(before.real.map((x) => plus(-x))) + mean(before.fake.map(plus))) / 2,
        5,
      );
      // Of the critic as it is after its update.
      expect(figures['generator, target']).toBeCloseTo(mean(after.map((x) => plus(-x))), 5);
      expect(after).not.toEqual(before.fake);
    });
    disposeMethod(method);
  });

  it('asks for pairs, and translates the way that it is told', () => {
    const method = buildPix2pix({ from: 'target' });
    expect(method.feeds).toMatchObject({ paired: true });
    expect(method.translation.directions).toEqual(['target']);
    const { target } = noiseBatch('batch');
    tf.tidy(() => {
      expect(() => method.translation.translate(target.weak, 'source', target.weak)).toThrow(
        "images of the source can't be translated",
      );
      expect(method.translation.translate(target.weak, 'target', target.weak).shape).toEqual(
        target.weak.shape,
      );
    });
    disposeMethod(method);
  });
});

describe('CUT', () => {
  it('compares patches in the features of its own first half, as in float64', () => {
    const method = buildCut({ patches: { width: 5, count: 6, temperature: 0.5 } });
    const { s2t, projections } = method.modules as unknown as {
      s2t: ResnetTranslator;
      projections: { mlp: { forward(x: tf.Tensor3D): tf.Tensor3D }[] };
    };
    const { source, target } = noiseBatch('batch');
    // With offsets, no vector is 0.
    for (const parameter of (method.modules.projections as Module).parameters())
      if (parameter.value.rank === 1)
        parameter.assign(tf.randomUniform(parameter.value.shape, 0.1, 0.5, 'float32', 1));
    tf.tidy(() => {
      // Pixels, both halvings, the first block and the second of two.
      const layers = s2t.features(source.weak, pass).map(({ shape }) => shape.slice(1));
      expect(layers).toEqual([
        [16, 16, 1],
        [8, 8, 4],
        [4, 4, 8],
        [4, 4, 8],
        [4, 4, 8],
      ]);
      expect(layers.map((shape) => shape[2])).toEqual(s2t.featureWidths);
      const places = new RandomStreams(0).stream('translation.patches');
      const compare = (original: tf.Tensor4D, translated: tf.Tensor4D): number => {
        const seen = [translated, original].map((images) => s2t.features(images, pass));
        return mean(
          layers.map(([height = 0, width = 0], i) => {
            const some = [...places.permutation(height * width)].slice(0, 6);
            const [queries, keys] = seen.map((features) => {
              const layer = features[i] as tf.Tensor4D;
              const flat = tf.reshape(layer, [count, height * width, -1]);
              const chosen = tf.gather(flat, tf.tensor1d(some, 'int32'), 1) as tf.Tensor3D;
              return projections.mlp[i]?.forward(chosen).arraySync() ?? [];
            }) as [number[][][], number[][][]];
            return mean(queries.flatMap((of, n) => of.map((query, k) => contrast(query, keys[n] ?? [], k))));
          }),
        );
      };
      const contrast = (query: number[], keys: number[][], own: number): number => {
        const cosine = (key: number[]): number =>
          _.sum(query.map((x, i) => x * (key[i] ?? NaN))) / (Math.hypot(...query) * Math.hypot(...key));
        const all = keys.map((key) => Math.exp(cosine(key) / 0.5));
        return -Math.log((all[own] ?? NaN) / _.sum(all));
      };
      const made = s2t.forward(source.weak, pass);
      const same = s2t.forward(target.weak, pass);
      const expected = [compare(source.weak, made), compare(target.weak, same)];
      method.begin(0);
      const figures = figuresOf(method.trainStep({ source, target }));
      expect(figures['patches, translated']).toBeCloseTo(expected[0] ?? NaN, 4);
      expect(figures['patches, same']).toBeCloseTo(expected[1] ?? NaN, 4);
    });
    disposeMethod(method);
  });

  it('compares translations alone where it is told to', () => {
    const method = buildCut({ weights: { identity: false } });
    const { source, target } = noiseBatch('batch');
    method.begin(0);
    const figures = tf.tidy(() => figuresOf(method.trainStep({ source, target })));
    expect(Object.keys(figures)).toContain('patches, translated');
    expect(Object.keys(figures)).not.toContain('patches, same');
    disposeMethod(method);
  });
});

describe('one-way steps are the same recorded and after a checkpoint', () => {
  it.each([
    ['pix2pix', { name: 'pix2pix', translator: { body: 'unet', width: 2 }, augmentation: {}, ema: {} }],
    ['cut', { name: 'cut', translator: { width: 2, blocks: 1 }, patches: { count: 8, width: 4 } }],
  ])('%s', (_name, settings) => expectSteps({ critic: { width: 2, layers: 1 }, ...settings }));
});
