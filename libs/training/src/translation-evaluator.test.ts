import { startEngine } from '@jiagu/engine';
import { dataSchema, trainingSchema, type Domain } from '@jiagu/config';
import type { Dataset } from '@jiagu/data';
import { pixelFeatures, type FeatureNetwork, type Translation } from '@jiagu/evaluation';
import { RandomStream } from '@jiagu/random';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { scoreOf, validatorFigure } from './figure.js';
import { TranslationEvaluator } from './translation-evaluator.js';

const [side, classes] = [16, 3];
const pixels = side * side;
const classNames = ['a', 'b', 'c'];
const stream = new RandomStream('characters');
const normals = (count: number, deviation: number) =>
  Array.from({ length: count }, () => stream.normal(0, deviation));
const templates = Array.from({ length: classes }, () => normals(pixels, 0.8));

/** Images of templates with noise, which the target has inverted. Only the source's have labels. */
function dataset(domain: Domain, part: string, count: number): Dataset {
  const sign = domain === 'source' ? 1 : -1;
  const labels = Int32Array.from({ length: count }, () => stream.integer(classes));
  const images = Array.from(labels, (label) => {
    const noise = normals(pixels, 0.3);
    return Uint8Array.from(templates[label] ?? [], (level, i) =>
      Math.round((sign * Math.tanh(level + (noise[i] ?? NaN)) + 1) * 127.5),
    );
  });
  return {
    name: `${domain}.${part}`,
    classNames,
    channels: 1,
    resizeTo: side,
    files: images.map((_, i) => `${i}.png`),
    labels: domain === 'source' ? labels : new Int32Array(count).fill(-1),
    length: count,
    read: async (i) => ({ width: side, height: side, channels: 1, data: images[i] ?? new Uint8Array() }),
    origin: (i) => `${i}.png`,
  };
}

let domains: Record<Domain, { test: Dataset; train: Dataset }>;
beforeAll(async () => {
  await startEngine();
  const parts = (domain: Domain) => ({
    test: dataset(domain, 'test', 90),
    train: dataset(domain, 'train', 110),
  });
  domains = { source: parts('source'), target: parts('target') };
});

/** A recogniser that knows the templates as a domain shows them: its scores are the negative distances to them. */
const knowing = (domain: Domain): FeatureNetwork => ({
  name: { kind: 'recogniser', run: 'runs/r', checkpoint: 'last', step: 1, domain },
  classNames,
  see: (images) =>
    tf.tidy(() => {
      const flat = tf.reshape(images, [-1, pixels]);
      const distances = templates.map((template) => {
        const shown = tf.tanh(tf.mul(tf.tensor1d(template), domain === 'source' ? 1 : -1));
        return tf.sum(tf.squaredDifference(flat, shown), 1);
      });
      return { ...pixelFeatures(8).see(images), logits: tf.neg(tf.stack(distances, 1)) as tf.Tensor2D };
    }),
  dispose: () => undefined,
});

const translationBy = (
  translate: (images: tf.Tensor4D) => tf.Tensor4D,
  directions: readonly Domain[] = ['source', 'target'],
): Translation => ({
  directions,
  takesTexture: false,
  translate: (images) => tf.tidy(() => translate(images)),
});
const inverting = translationBy((images) => tf.neg(images));
const nothing = translationBy((images) => tf.clone(images));

function evaluator(translation: Translation, names = classNames): TranslationEvaluator {
  const config = {
    data: dataSchema.parse({ classes, channels: 1, imageSize: side }),
    training: trainingSchema.parse({
      steps: 1,
      evaluate: { batchSize: 50, generation: { images: 80 } },
    }),
  };
  const features = { source: knowing('source'), target: knowing('target') };
  return new TranslationEvaluator({
    config,
    translation,
    domains: { ...domains, classNames: names },
    features,
  });
}

describe('TranslationEvaluator', () => {
  it('puts each direction beside real images and beside the images as they are', async () => {
    const { details, figures, entry } = await evaluator(inverting).evaluate();
    const [s2t, t2s] = details.translation;
    expect([s2t, t2s].map((of) => [of?.from, of?.domain, of?.features.kind])).toEqual([
      ['source', 'target', 'recogniser'],
      ['target', 'source', 'recogniser'],
    ]);
    for (const of of [s2t, t2s]) {
      expect(of?.images).toEqual({ generated: 80, real: 80, training: 110 });
      const kid = of?.measures.kid;
      // A perfect translation is as near as the training images, far nearer than untranslated ones.
      expect(Math.abs((kid?.value ?? NaN) - (kid?.floor ?? NaN))).toBeLessThan(0.02);
      expect(of?.untranslated.kid).toBeGreaterThan(0.2);
    }
    // Inverted characters are read as their own class; as they are, they are farthest from it.
    expect(s2t?.measures.labelCorrectness).toMatchObject({ value: 1, floor: null });
    expect(s2t?.untranslated.labelCorrectness).toBe(0);
    expect(t2s?.measures.labelCorrectness).toBeUndefined();
    const { features, domain, images, measures } = s2t as NonNullable<typeof s2t>;
    expect(details.generation).toEqual({ features, domain, images, measures });

    const leading = validatorFigure('kid', figures);
    expect(leading.name).toBe('translation s2t/KID');
    expect(scoreOf(leading)).toBe(-(measures.kid?.value ?? NaN));
    expect(figures.filter(({ column }) => column).map(({ column }) => column)).toEqual(
      expect.arrayContaining(evaluator(inverting).columns as string[]),
    );
    expect(evaluator(inverting).columns).toEqual([
      'KID s2t',
      'recall s2t',
      'labels s2t',
      'KID t2s',
      'recall t2s',
    ]);
    expect(entry).toMatchObject({
      generation: { kid: { value: measures.kid?.value, floor: measures.kid?.floor } },
      translation: { t2s: { kid: { untranslated: t2s?.untranslated.kid } } },
    });
  });

  it('gives a translation that changes nothing the figures of untranslated images', async () => {
    const { details } = await evaluator(nothing).evaluate();
    for (const { measures, untranslated } of details.translation)
      for (const name of ['kid', 'recall', 'labelCorrectness'] as const)
        expect(measures[name]?.value).toBe(untranslated[name]);
  });

  it('translates one way alone where the method does, and the same at every evaluation', async () => {
    const one = evaluator(translationBy((images) => tf.neg(images), ['target']));
    const [first, again] = [await one.evaluate(), await one.evaluate()];
    expect(first.details.translation.map(({ from }) => from)).toEqual(['target']);
    expect(first.details.generation.domain).toBe('source');
    expect(again.details).toEqual(first.details);
  });

  it('does not read classes of other names', async () => {
    const { details } = await evaluator(inverting, ['x', 'y', 'z']).evaluate();
    expect(details.translation[0]?.measures.labelCorrectness).toBeUndefined();
    expect(details.translation[0]?.untranslated.labelCorrectness).toBeUndefined();
  });
});
