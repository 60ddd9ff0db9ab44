import * as tf from '@tensorflow/tfjs-core';
import { startEngine } from '@jiagu/engine';
import { RandomStreams } from '@jiagu/random';
import type { Module, StateDict } from '@jiagu/nn';
import { CompiledStep, disposeMethod, type Method } from '@jiagu/training';
import _ from 'lodash';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildMethod } from './build-method.js';
import { backboneMethods, noiseBatch, smallConfig, smallStsn, smallYardsticks } from './testing/small.js';

beforeAll(() => startEngine());

const phases = {
  ...smallStsn,
  structurePolarity: 0.5,
  imageDiscriminator: { width: 8, norm: 'spectral', loss: 'hinge', r1: 0.1, augmentation: {} },
  ema: {},
  featureDiscriminator: { hidden: 32, compares: 'translated' },
  weights: { ...smallStsn.weights, featureRamp: 0.5, strongSource: 1, translated: 0.5 },
  textures: 2,
  optimizers: { encoder: { type: 'adam' }, imageDiscriminator: { every: 2 } },
  warmup: { encoder: 3, decoder: 3 },
  classifyTranslatedFrom: 9,
  selfTraining: { from: 12, redrawn: 1, distributionAlignment: true },
};

const onTop = {
  ...smallStsn,
  polarity: 0.5,
  selfTraining: {
    from: 0,
    drawing: 'training',
    batchFactor: 1,
    threshold: 0.2,
    classConfusion: 1,
    distributionAlignment: true,
  },
};

/** A first step of the source alone, so that both programs are recorded. */
const later = ({ name }: { name: string }): object => ({
  view: 'both',
  polarity: 0.25,
  ...(name !== 'source-only' && { warmup: 1 }),
});

const numbers = (losses: Record<string, tf.Scalar>): Record<string, number> =>
  Object.fromEntries(Object.entries(losses).map(([name, loss]) => [name, loss.dataSync()[0] ?? NaN]));

/** Gives one method all state of another, so that rounding can't grow from step to step. */
function align(to: Method, from: Method): void {
  for (const [name, module] of Object.entries(to.modules)) module.copyFrom(from.modules[name] as Module);
  for (const [name, optimizer] of Object.entries(to.optimizers))
    optimizer.loadStateDict(from.optimizers[name]?.stateDict('') ?? new Map(), '');
}

/** How far a state moved, and how far apart two states are that moved from there: l2 norms over all tensors. */
function distances(
  before?: StateDict,
  after?: StateDict,
  other?: StateDict,
): [update: number, error: number] {
  let [update, error] = [0, 0];
  for (const [key, { data }] of after ?? [])
    data.forEach((value, i) => {
      update += (value - (before?.get(key)?.data[i] ?? NaN)) ** 2;
      error += (value - (other?.get(key)?.data[i] ?? NaN)) ** 2;
    });
  return [Math.sqrt(update), Math.sqrt(error)];
}

describe('a compiled step', () => {
  it.each([
    ['stsn in all its phases', phases, 16],
    ['stsn with target losses on top', onTop, 4],
    ...backboneMethods.map((method) => [method.name, { ...method, ...later(method) }, 4] as const),
    ...smallYardsticks.map((method) => [`${method.name} of the ${method.domain}`, method, 4] as const),
    ['source-only with momentum', { name: 'source-only', optimizer: { type: 'sgd', lr: 0.01 } }, 5],
  ] as const)('computes what the plain one does: %s', (_name, method, steps) => {
    const build = (): Method => buildMethod(smallConfig(method), new RandomStreams(5));
    const [plain, subject] = [build(), build()];
    const reasons: string[] = [];
    const compiled = new CompiledStep(subject, (line) => reasons.push(line));
    let tensors = 0;
    for (let step = 0; step < steps; step++) {
      const batch = noiseBatch(`batch ${step}`);
      const before = _.mapValues(plain.modules, (module) => module.stateDict());
      plain.begin(step);
      const expected = tf.tidy(() => plain.trainStep(batch));
      const program = subject.begin(step);
      const got = tf.tidy(() => compiled.run(program, batch));
      const losses = numbers(got);
      expect(Object.keys(losses)).toEqual(Object.keys(expected));
      for (const [name, value] of Object.entries(numbers(expected)))
        expect(
          Math.abs((losses[name] ?? NaN) - value) / Math.max(1, Math.abs(value)),
          `${name} of step ${step}`,
        ).toBeLessThan(1e-5);
      for (const [name, module] of Object.entries(plain.modules)) {
        const [expectedUpdate, error] = distances(
          before[name],
          module.stateDict(),
          subject.modules[name]?.stateDict(),
        );
        // Rounding may turn the sign of a gradient that is zero but for it, and Adam makes a full step of that.
        expect(error, `update of ${name} in step ${step}`).toBeLessThanOrEqual(0.05 * expectedUpdate);
      }
      align(subject, plain);
      tf.dispose([expected, got, Object.values(batch.source), Object.values(batch.target)].flat());
      if (step === 0) tensors = tf.memory().numTensors;
      expect(tf.memory().numTensors).toBe(tensors);
    }
    expect(reasons).toEqual([]);
    compiled.dispose();
    disposeMethod(plain);
    disposeMethod(subject);
  });
});
