import { startEngine } from '@jiagu/engine';
import type { StateDict } from '@jiagu/nn';
import { CompiledStep, disposeMethod, type TrainingBatch } from '@jiagu/training';
import * as tf from '@tensorflow/tfjs-core';
import _ from 'lodash';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Gan } from './gan.js';
import { noiseBatch, tinyGan, type Answers, type Settings } from './testing/tiny-players.js';

beforeAll(() => startEngine());

type Tiny = ReturnType<typeof tinyGan>;

/** Together everything that has state or randomness of its own. */
const subjects: [name: string, settings: Settings, answers?: Answers][] = [
  [
    'penalties in their rhythm, pairs, moving average, pool, noise, falling rates',
    {
      critic: { norm: 'spectral' },
      loss: { name: 'relativistic' },
      penalties: { r1: { gamma: 1, end: 0.5 }, r2: {}, every: 4 },
      criticSteps: 2,
      ema: { halfLife: 20 },
      pool: 6,
      instanceNoise: { until: 4 },
      schedule: { shape: 'cosine' },
    },
  ],
  [
    'adaptive augmentation and unrolling',
    {
      critic: { norm: 'spectral' },
      augmentation: { adaptive: { images: 20, every: 2, target: 0 } },
      unroll: { steps: 1 },
    },
  ],
  [
    "WGAN-GP's penalty, clipped weights, RMSprop, classes, a transition, the same images for both players",
    {
      sameImages: true,
      domain: 'source',
      generator: { condition: 'concat' },
      critic: { condition: 'projection', transition: true },
      loss: { name: 'wasserstein' },
      penalties: { gradient: { drift: 0.001 }, clip: 0.5 },
      optimizers: { generator: { type: 'rmsprop' }, critic: { type: 'rmsprop' } },
      transition: { from: 1, to: 3 },
    },
    { conditional: true, auxiliary: true },
  ],
];
/** Of which the first half comes before the checkpoint. */
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

/** Steps of a GAN by a way of doing them, which programs may be recorded for. */
function run(
  gan: Gan,
  from: number,
  to: number,
  trainStep: (program: string, batch: TrainingBatch) => Record<string, tf.Scalar>,
): Record<string, number>[] {
  return batches(gan)
    .slice(from, to)
    .map((batch, i) => {
      const program = gan.begin(from + i);
      const figures = tf.tidy(() => trainStep(program, batch));
      const values = _.mapValues(figures, (figure) => figure.dataSync()[0] ?? NaN);
      tf.dispose(figures);
      return values;
    });
}

describe('compiled steps', () => {
  it.each(subjects)(
    'compute what plain ones do, and go on from a checkpoint to the last bit: %s',
    (_, settings, answers) => {
      const [plain, whole, resumed] = [0, 0, 1].map((seed) => tinyGan(settings, { answers, seed })) as [
        Tiny,
        Tiny,
        Tiny,
      ];
      const reasons: string[] = [];
      const [compiled, again] = [whole, resumed].map(
        ({ gan }) => new CompiledStep(gan, (line) => reasons.push(line)),
      ) as [CompiledStep, CompiledStep];
      const first = run(whole.gan, 0, steps / 2, (name, batch) => compiled.run(name, batch));
      const [state, streams] = [stateOf(whole.gan), whole.random.state()];
      const second = run(whole.gan, steps / 2, steps, (name, batch) => compiled.run(name, batch));

      for (const parts of [resumed.gan.modules, resumed.gan.optimizers])
        for (const [name, part] of Object.entries(parts)) part.loadStateDict(state, `${name}.`);
      resumed.random.restore(streams);
      resumed.gan.step = steps / 2 - 1;
      expect(run(resumed.gan, steps / 2, steps, (name, batch) => again.run(name, batch))).toEqual(second);
      expect(stateOf(resumed.gan)).toEqual(stateOf(whole.gan));

      const expected = run(plain.gan, 0, steps, (_, batch) => plain.gan.trainStep(batch));
      [...first, ...second].forEach((figures, i) => {
        expect(Object.keys(figures)).toEqual(Object.keys(expected[i] ?? {}));
        for (const [name, value] of Object.entries(expected[i] ?? {})) {
          const error = Math.abs((figures[name] ?? NaN) - value) / Math.max(1, Math.abs(value));
          expect(error, `${name} of step ${i}`).toBeLessThan(1e-5);
        }
      });
      expect(reasons).toEqual([]);
      for (const step of [compiled, again]) step.dispose();
      for (const { gan } of [plain, whole, resumed]) disposeMethod(gan);
    },
  );
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
