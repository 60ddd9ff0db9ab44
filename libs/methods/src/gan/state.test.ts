import { startEngine } from '@jiagu/engine';
import type { StateDict } from '@jiagu/nn';
import { CompiledStep, disposeMethod, type TrainingBatch } from '@jiagu/training';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Gan } from './gan.js';
import { noiseBatch, tinyGan, type Answers, type Settings } from './testing/tiny-players.js';

beforeAll(() => startEngine());

const told = { domain: 'source', generator: { condition: 'concat' } };

/** Each of them with state or randomness of its own; together all there are. */
const subjects: [name: string, settings: Settings, answers?: Answers][] = [
  [
    'penalties in their rhythm, moving average, pool, noise, falling rates',
    {
      critic: { norm: 'spectral' },
      penalties: { r1: { gamma: 1, end: 0.5 }, r2: {}, every: 3 },
      criticSteps: 2,
      ema: { halfLife: 20 },
      pool: 6,
      instanceNoise: { until: 4 },
      schedule: { shape: 'cosine' },
    },
  ],
  [
    'adaptive augmentation, unrolling',
    {
      critic: { norm: 'spectral' },
      augmentation: { adaptive: { images: 20, every: 2, target: 0 } },
      unroll: { steps: 2 },
    },
  ],
  [
    'clipped weights under RMSprop',
    {
      loss: { name: 'wasserstein' },
      penalties: { clip: 0.1 },
      optimizers: { generator: { type: 'rmsprop' }, critic: { type: 'rmsprop' } },
    },
  ],
  [
    "WGAN-GP's penalty and a transition",
    {
      ...told,
      critic: { condition: 'projection', transition: true },
      loss: { name: 'wasserstein' },
      penalties: { gradient: { drift: 0.001 } },
      transition: { from: 1, to: 4 },
    },
    { conditional: true },
  ],
  [
    'an auxiliary classifier',
    { ...told, critic: { condition: 'auxiliary' }, loss: { name: 'relativistic' } },
    { auxiliary: true },
  ],
];
const steps = 4;
const batches = (gan: Gan): TrainingBatch[] =>
  Array.from({ length: steps }, (_, i) => noiseBatch(`batch ${i}`, 4 * gan.phase(i).batchFactor));

/** Everything that a checkpoint holds of the networks and optimisers. */
const stateOf = (gan: Gan): StateDict =>
  new Map(
    [gan.modules, gan.optimizers].flatMap((parts) =>
      Object.entries(parts).flatMap(([name, part]) => [...part.stateDict(`${name}.`)]),
    ),
  );

/** Runs steps of a GAN, compiled. */
function run(gan: Gan, from: number, to: number): Record<string, number>[] {
  const reasons: string[] = [];
  const compiled = new CompiledStep(gan, (line) => reasons.push(line));
  const all = batches(gan);
  const figures = Array.from({ length: to - from }, (_, i) => {
    const program = gan.begin(from + i);
    const found = tf.tidy(() => compiled.run(program, all[from + i] as TrainingBatch));
    const values = Object.fromEntries(
      Object.entries(found).map(([name, value]) => [name, value.dataSync()[0] ?? NaN]),
    );
    tf.dispose(found);
    return values;
  });
  expect(reasons).toEqual([]);
  compiled.dispose();
  return figures;
}

describe.each(subjects)('%s', (_, settings, answers) => {
  it('compute compiled what they do as they are', () => {
    const [plain, compiled] = [tinyGan(settings, { answers }).gan, tinyGan(settings, { answers }).gan];
    const found = run(compiled, 0, steps);
    batches(plain).forEach((batch, i) => {
      plain.begin(i);
      const expected = tf.tidy(() => plain.trainStep(batch));
      expect(Object.keys(found[i] ?? {})).toEqual(Object.keys(expected));
      for (const [name, value] of Object.entries(expected)) {
        const number = value.dataSync()[0] ?? NaN;
        const error = Math.abs((found[i]?.[name] ?? NaN) - number) / Math.max(1, Math.abs(number));
        expect(error, `${name} of step ${i}`).toBeLessThan(1e-5);
      }
      tf.dispose(expected);
    });
    for (const gan of [plain, compiled]) disposeMethod(gan);
  });

  it('go on from a checkpoint as if nothing had happened, to the last bit', () => {
    const { gan, random } = tinyGan(settings, { answers });
    run(gan, 0, 2);
    const [state, streams] = [stateOf(gan), random.state()];
    const expected = run(gan, 2, steps);
    const other = tinyGan(settings, { answers, seed: 1 });
    for (const parts of [other.gan.modules, other.gan.optimizers])
      for (const [name, part] of Object.entries(parts)) part.loadStateDict(state, `${name}.`);
    other.random.restore(streams);
    other.gan.step = 1;
    expect(run(other.gan, 2, steps)).toEqual(expected);
    expect(stateOf(other.gan)).toEqual(stateOf(gan));
    for (const each of [gan, other.gan]) disposeMethod(each);
  });
});

it('a step leaves nothing behind', () => {
  const { gan } = tinyGan(subjects[0]?.[1] ?? {});
  const all = batches(gan);
  const counts = all.map((batch, i) => {
    gan.begin(i);
    tf.dispose(tf.tidy(() => gan.trainStep(batch)));
    return tf.memory().numTensors;
  });
  expect(new Set(counts).size).toBe(1);
  disposeMethod(gan);
});
