import { startEngine } from '@jiagu/engine';
import { dataSchema, trainingSchema } from '@jiagu/config';
import type { Dataset } from '@jiagu/data';
import {
  loadImages,
  pixelFeatures,
  type FeatureNetwork,
  type Generator,
  type ImageCritic,
} from '@jiagu/evaluation';
import { verdicts, type GenerationDetails, type MeasureName } from '@jiagu/generation-metrics';
import { RandomStream } from '@jiagu/random';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { GenerationEvaluator } from './generation-evaluator.js';
import { scoreOf, validatorFigure } from './figure.js';
import type { ScoreHistogram } from './score-histogram.js';

const [side, classes, latent] = [16, 3, 5];
const pixels = side * side;
const classNames = ['a', 'b', 'c'];
const stream = new RandomStream('characters');
const normals = (count: number, deviation: number) =>
  Array.from({ length: count }, () => stream.normal(0, deviation));
const templates = Array.from({ length: classes }, () => normals(pixels, 0.8));
const mixing = normals(latent * pixels, 0.2);

/** The distribution from which all images come: a template of its class, changed by noise. */
function character(noise: tf.Tensor2D, labels: tf.Tensor1D): tf.Tensor4D {
  return tf.tidy(() => {
    const base = tf.gather(tf.tensor2d(templates), tf.cast(labels, 'int32'));
    const changed = tf.add(base, tf.matMul(noise, tf.tensor2d(mixing, [latent, pixels])));
    return tf.reshape(tf.tanh(changed), [-1, side, side, 1]);
  });
}

let test: Dataset;
let train: Dataset;
beforeAll(async () => {
  await startEngine();
  const dataset = (name: string, count: number): Dataset => {
    const labels = Int32Array.from({ length: count }, () => stream.integer(classes));
    const images = character(
      tf.tensor2d(normals(count * latent, 1), [count, latent]),
      tf.tensor1d(labels, 'int32'),
    );
    const bytes = Uint8Array.from(images.dataSync(), (level) => Math.round((level + 1) * 127.5));
    images.dispose();
    return {
      name,
      classNames,
      channels: 1,
      resizeTo: side,
      files: Array.from(labels, (_, i) => `${name}/${i}.png`),
      labels,
      length: count,
      read: async (i) => ({
        width: side,
        height: side,
        channels: 1,
        data: bytes.slice(i * pixels, (i + 1) * pixels),
      }),
      origin: (i) => `${name}/${i}.png`,
    };
  };
  [test, train] = [dataset('source.test', 120), dataset('source.train', 150)];
});

const perfect: Generator = {
  latent,
  classes,
  draw: (noise, labels) => character(noise, labels as tf.Tensor1D),
};

/** A recogniser that knows the templates: its scores are the negative distances to them. */
const knowing: FeatureNetwork = {
  name: { kind: 'recogniser', run: 'runs/r', checkpoint: 'last', step: 1, domain: 'source' },
  classNames,
  see: (images) =>
    tf.tidy(() => {
      const flat = tf.reshape(images, [-1, pixels]);
      const distances = templates.map((template) =>
        tf.sum(tf.squaredDifference(flat, tf.tanh(tf.tensor1d(template))), 1),
      );
      return { ...pixelFeatures(8).see(images), logits: tf.neg(tf.stack(distances, 1)) as tf.Tensor2D };
    }),
  dispose: () => undefined,
};

async function evaluate(
  generator: Generator,
  {
    features = knowing,
    parts = { test, train } as { test: Dataset; train?: Dataset },
    names = classNames,
    critic = undefined as ImageCritic | undefined,
  } = {},
) {
  const config = {
    data: dataSchema.parse({ classes, channels: 1, imageSize: side }),
    training: trainingSchema.parse({
      steps: 1,
      batchSize: 50,
      evaluate: { batchSize: 50, generation: { images: 120 } },
    }),
  };
  const domains = { source: parts, classNames: names };
  const evaluator = new GenerationEvaluator({
    config,
    generator,
    critic,
    domain: 'source',
    domains,
    features,
  });
  const tensors = tf.memory().numTensors;
  const result = await evaluator.evaluate();
  expect(tf.memory().numTensors).toBe(tensors);
  return { ...result, evaluator };
}

const kinds = ({ generation }: GenerationDetails) => verdicts(generation.measures).map(({ kind }) => kind);
const value = ({ generation }: GenerationDetails, name: MeasureName) =>
  generation.measures[name]?.value ?? NaN;
const floor = ({ generation }: GenerationDetails, name: MeasureName) =>
  generation.measures[name]?.floor ?? NaN;

describe('GenerationEvaluator', () => {
  it('gives a perfect generator the figures of real images', async () => {
    const { details } = await evaluate(perfect);
    expect(details.generation.images).toEqual({ generated: 120, real: 120, training: 150 });
    for (const name of ['precision', 'recall', 'coverage', 'authenticity', 'labelCorrectness'] as const)
      expect(Math.abs(value(details, name) - floor(details, name)), name).toBeLessThan(0.15);
    // Unbiased: about 0, however few the images.
    expect(Math.abs(value(details, 'kid'))).toBeLessThan(0.02);
    expect(Math.abs(floor(details, 'kid'))).toBeLessThan(0.02);
    expect(kinds(details)).toEqual([]);
  });

  it('tells copies by authenticity alone', async () => {
    const images = await loadImages(train, side);
    // Each vector of noise leads to some training image of the wanted class.
    const copier: Generator = {
      latent,
      classes,
      draw: (noise, labels) => {
        const wanted = labels?.dataSync() ?? [];
        const first = noise.arraySync().map(([entry = 0]) => Math.floor(Math.abs(entry) * 1e6));
        const chosen = first.map((number, i) => {
          const some = Array.from(train.labels.keys()).filter((n) => train.labels[n] === wanted[i]);
          return some[number % some.length] as number;
        });
        return tf.gather(images, tf.tensor1d(chosen, 'int32')) as tf.Tensor4D;
      },
    };
    const { details } = await evaluate(copier);
    expect(value(details, 'authenticity')).toBe(0);
    expect(floor(details, 'authenticity')).toBeGreaterThan(0.3);
    expect(Math.abs(value(details, 'kid'))).toBeLessThan(0.03);
    expect(value(details, 'labelCorrectness')).toBeGreaterThan(0.95);
    expect(kinds(details)).toEqual(['copies']);
    images.dispose();
  });

  it('tells one image over and over by diversity and recall', async () => {
    const collapsed: Generator = {
      latent,
      classes,
      draw: (noise) => perfect.draw(tf.zerosLike(noise), tf.zeros([noise.shape[0]], 'int32') as tf.Tensor1D),
    };
    const { details } = await evaluate(collapsed);
    expect(value(details, 'diversity')).toBeLessThan(1e-6);
    expect(value(details, 'recall')).toBeLessThan(0.1);
    expect(value(details, 'coverage')).toBeLessThan(0.5 * floor(details, 'coverage'));
    expect(value(details, 'kid')).toBeGreaterThan(0.05);
    expect(kinds(details)).toEqual(['collapsed', 'labels']);
  });

  it('tells shuffled labels by label correctness alone', async () => {
    const shuffled: Generator = {
      ...perfect,
      draw: (noise, labels) => perfect.draw(noise, tf.mod(tf.add(labels ?? 0, 1), classes) as tf.Tensor1D),
    };
    const { details } = await evaluate(shuffled);
    expect(value(details, 'labelCorrectness')).toBeLessThan(0.05);
    expect(floor(details, 'labelCorrectness')).toBeGreaterThan(0.95);
    expect(Math.abs(value(details, 'kid'))).toBeLessThan(0.02);
    expect(kinds(details)).toEqual(['labels']);
  });

  it('chooses by KID, of which less is better, and gives the same figures again', async () => {
    const { figures, details, entry, evaluator } = await evaluate(perfect);
    const kid = validatorFigure('kid', figures);
    expect(kid).toMatchObject({ name: 'generation/KID', better: 'lower', column: 'KID' });
    expect(scoreOf(kid)).toBe(-kid.value);
    expect(kid.value).toBe(value(details, 'kid'));
    expect(entry).toHaveProperty('generation.kid', { value: kid.value, floor: floor(details, 'kid') });
    const shown = figures.flatMap(({ column }) => column ?? []);
    expect(shown.sort()).toEqual([...evaluator.columns].sort());
    expect((await evaluator.evaluate()).details).toEqual(details);
  });

  it('sees pixels, which know no classes', async () => {
    const { details } = await evaluate(perfect, { features: pixelFeatures(8) });
    expect(details.generation.features).toEqual({ kind: 'pixels', size: 8 });
    expect(Object.keys(details.generation.measures)).not.toContain('labelCorrectness');
    expect(kinds(details)).toEqual([]);
  });

  it('leaves out label correctness where the recogniser has other classes', async () => {
    const { details } = await evaluate(perfect, { names: ['b', 'a', 'c'] });
    expect(Object.keys(details.generation.measures)).not.toContain('labelCorrectness');
  });

  it('logs what a critic says of training images, of test images and of drawn ones, in whole batches', async () => {
    // Real images score their class; drawn ones, which are told by a level that no real one has, score 4.
    const marked: Generator = {
      ...perfect,
      draw: (noise) => tf.fill([noise.shape[0], side, side, 1], 0.123),
    };
    const batches: number[] = [];
    const critic: ImageCritic = {
      score: (images, labels) => {
        batches.push(images.shape[0]);
        const drawn = Math.abs((images.dataSync()[0] ?? NaN) - 0.123) < 1e-4;
        return Float32Array.from(labels?.dataSync() ?? [], (label) => (drawn ? 4 : label));
      },
    };
    const { entry, histograms = {} } = await evaluate(marked, { critic });
    // 150 training images, 120 test ones of which 20 are no whole batch, and 250 drawn ones.
    expect(batches).toEqual([50, 50, 50, 50, 50, 50, 50, 50, 50, 50]);
    const of = (labels: ArrayLike<number>, label: number) =>
      Array.from(labels).filter((l) => l === label).length;
    const { from, to, counts } = (entry as { scores: ScoreHistogram }).scores;
    expect([from, to, Object.keys(counts)]).toEqual([0, 4, ['real', 'held out', 'generated']]);
    // 30 bins of 4 / 30: the scores 0, 1, 2 and 4 lie in bins 0, 7, 15 and 29.
    const expected = { 0: of(train.labels, 0), 7: of(train.labels, 1), 15: of(train.labels, 2) };
    counts.real?.forEach((count, i) => expect(count, `bin ${i}`).toBe(expected[i as 0] ?? 0));
    expect(counts['held out']?.reduce((a, b) => a + b)).toBe(100);
    expect(counts.generated?.[29]).toBe(250);
    expect(Object.entries(histograms).map(([name, { length }]) => [name, length])).toEqual([
      ['critic score/real', 150],
      ['critic score/held out', 100],
      ['critic score/generated', 250],
    ]);
  });

  it('has neither floors nor authenticity without training images', async () => {
    const { details } = await evaluate(perfect, { parts: { test } });
    const { images, measures } = details.generation;
    expect(images.training).toBe(0);
    expect(measures.authenticity).toBeUndefined();
    expect(measures.kid?.floor).toBeNull();
  });
});
