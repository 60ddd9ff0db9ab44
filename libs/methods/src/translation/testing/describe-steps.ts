import type { StateDict } from '@jiagu/nn';
import { RandomStreams } from '@jiagu/random';
import { CompiledStep, disposeMethod, type Method, type TrainingBatch } from '@jiagu/training';
import * as tf from '@tensorflow/tfjs-core';
import _ from 'lodash';
import { expect } from 'vitest';
import { buildMethod } from '../../build-method.js';
import { noiseBatch, translationConfig } from './tiny-translation.js';

/** Everything that a checkpoint holds of the networks and optimisers. */
const stateOf = (method: Method): StateDict =>
  new Map(
    [method.modules, method.optimizers].flatMap((parts) =>
      Object.entries(parts).flatMap(([name, part]) => [...part.stateDict(`${name}.`)]),
    ),
  );

function load(method: Method, state: StateDict): void {
  for (const parts of [method.modules, method.optimizers])
    for (const [name, part] of Object.entries(parts)) part.loadStateDict(state, `${name}.`);
}

/** One step of a method, and what it told. */
function step(
  method: Method,
  number: number,
  trainStep: (program: string, batch: TrainingBatch) => Record<string, tf.Scalar>,
): Record<string, number> {
  const batch = noiseBatch(`batch ${number}`);
  const program = method.begin(number);
  const figures = tf.tidy(() => trainStep(program, batch));
  const values = _.mapValues(figures, (figure) => figure.dataSync()[0] ?? NaN);
  tf.dispose([figures, batch.source.weak, batch.source.labels as tf.Tensor, batch.target.weak]);
  return values;
}

/**
 * Expects that recorded steps compute what plain ones do from the same state, that a training goes on from a checkpoint
 * to the last bit, and that a step leaves nothing behind.
 */
export function expectSteps(settings: object): void {
  // Of one seed, since streams that are drawn from for the first time start at it.
  const build = () => {
    const random = new RandomStreams(0);
    return { method: buildMethod(translationConfig(settings), random), random };
  };
  const [whole, other] = [build(), build()];
  const reasons: string[] = [];
  const compile = (method: Method) => {
    const compiled = new CompiledStep(method, (line) => reasons.push(line));
    return {
      run: (name: string, batch: TrainingBatch) => compiled.run(name, batch),
      dispose: () => compiled.dispose(),
    };
  };
  const plain = (_name: string, batch: TrainingBatch) => other.method.trainStep(batch);
  const moments = [{ state: stateOf(whole.method), streams: whole.random.state() }];
  const recorded = compile(whole.method);
  const figures = [0, 1].map((number) => {
    const told = step(whole.method, number, recorded.run);
    moments.push({ state: stateOf(whole.method), streams: whole.random.state() });
    return told;
  });
  const goTo = (number: number): void => {
    const moment = moments[number];
    load(other.method, moment?.state ?? new Map());
    other.random.restore(moment?.streams ?? {});
    other.method.step = number - 1;
  };

  const counts = figures.map((told, number) => {
    goTo(number);
    const expected = step(other.method, number, plain);
    expect(Object.keys(told)).toEqual(Object.keys(expected));
    for (const [name, value] of Object.entries(expected)) {
      const error = Math.abs((told[name] ?? NaN) - value) / Math.max(1, Math.abs(value));
      // Rounding grows on its way back through norms of a few values.
      const most = name.startsWith('gradient norm') ? 1e-2 : 1e-4;
      expect(error, `${name} of step ${number}`).toBeLessThan(most);
    }
    return tf.memory().numTensors;
  });
  expect(new Set(counts).size, 'tensors after each step').toBe(1);

  goTo(1);
  const again = compile(other.method);
  expect(step(other.method, 1, again.run)).toEqual(figures[1]);
  expect(stateOf(other.method)).toEqual(moments[2]?.state);
  again.dispose();

  expect(reasons).toEqual([]);
  recorded.dispose();
  for (const { method } of [whole, other]) disposeMethod(method);
}
