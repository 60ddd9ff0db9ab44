import type { StateDict } from '@jiagu/nn';
import { RandomStreams } from '@jiagu/random';
import { CompiledStep, disposeMethod, type Method, type TrainingBatch } from '@jiagu/training';
import * as tf from '@tensorflow/tfjs-core';
import _ from 'lodash';
import { expect } from 'vitest';
import { buildMethod } from '../../build-method.js';
import { noiseBatch, translationConfig } from './tiny-translation.js';

/** Of which the first half comes before the checkpoint. */
const steps = 4;

/** Everything that a checkpoint holds of the networks and optimisers. */
const stateOf = (method: Method): StateDict =>
  new Map(
    [method.modules, method.optimizers].flatMap((parts) =>
      Object.entries(parts).flatMap(([name, part]) => [...part.stateDict(`${name}.`)]),
    ),
  );

/** Steps of a method, and what they told. */
function run(
  method: Method,
  from: number,
  to: number,
  trainStep: (program: string, batch: TrainingBatch) => Record<string, tf.Scalar>,
): Record<string, number>[] {
  return _.range(from, to).map((step) => {
    const batch = noiseBatch(`batch ${step}`);
    const program = method.begin(step);
    const figures = tf.tidy(() => trainStep(program, batch));
    const values = _.mapValues(figures, (figure) => figure.dataSync()[0] ?? NaN);
    tf.dispose([figures, batch.source.weak, batch.source.labels as tf.Tensor, batch.target.weak]);
    return values;
  });
}

/**
 * Expects that recorded steps compute what plain ones do, that a training goes on from a checkpoint to the last bit, and
 * that a step leaves nothing behind.
 */
export function expectSteps(settings: object): void {
  const parts = [0, 0, 1].map((seed) => {
    const random = new RandomStreams(seed);
    return { method: buildMethod(translationConfig(settings, steps), random), random };
  });
  const [plain, whole, resumed] = parts as [(typeof parts)[0], (typeof parts)[0], (typeof parts)[0]];
  const reasons: string[] = [];
  const [compiled, again] = [whole, resumed].map(
    ({ method }) => new CompiledStep(method, (line) => reasons.push(line)),
  ) as [CompiledStep, CompiledStep];
  const first = run(whole.method, 0, steps / 2, (name, batch) => compiled.run(name, batch));
  const [state, streams] = [stateOf(whole.method), whole.random.state()];
  const second = run(whole.method, steps / 2, steps, (name, batch) => compiled.run(name, batch));

  for (const loaded of [resumed.method.modules, resumed.method.optimizers])
    for (const [name, part] of Object.entries(loaded)) part.loadStateDict(state, `${name}.`);
  resumed.random.restore(streams);
  resumed.method.step = steps / 2 - 1;
  expect(run(resumed.method, steps / 2, steps, (name, batch) => again.run(name, batch))).toEqual(second);
  expect(stateOf(resumed.method)).toEqual(stateOf(whole.method));

  const before = tf.memory().numTensors;
  const counts: number[] = [];
  const expected = run(plain.method, 0, steps, (_name, batch) => {
    counts.push(tf.memory().numTensors);
    return plain.method.trainStep(batch);
  });
  expect(new Set(counts).size, `tensors at the start of steps: ${counts.join()}`).toBe(1);
  expect(tf.memory().numTensors).toBe(before);
  [...first, ...second].forEach((figures, i) => {
    expect(Object.keys(figures)).toEqual(Object.keys(expected[i] ?? {}));
    for (const [name, value] of Object.entries(expected[i] ?? {})) {
      const error = Math.abs((figures[name] ?? NaN) - value) / Math.max(1, Math.abs(value));
      expect(error, `${name} of step ${i}`).toBeLessThan(1e-4);
    }
  });
  expect(reasons).toEqual([]);
  for (const step of [compiled, again]) step.dispose();
  for (const { method } of parts) disposeMethod(method);
}
