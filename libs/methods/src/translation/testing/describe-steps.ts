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
  const [whole, resumed, recorded] = [0, 1, 2].map(() => {
    const random = new RandomStreams(0);
    return { method: buildMethod(translationConfig(settings), random), random };
  }) as [Run, Run, Run];
  const plain = ({ method }: Run, number: number) =>
    step(method, number, (_program, batch) => method.trainStep(batch));
  const first = plain(whole, 0);
  const saved = { state: stateOf(whole.method), streams: whole.random.state() };
  const second = plain(whole, 1);

  const goOn = ({ method, random }: Run): void => {
    load(method, saved.state);
    random.restore(saved.streams);
    method.step = 0;
  };
  goOn(resumed);
  expect(plain(resumed, 1)).toEqual(second);
  expect(stateOf(resumed.method)).toEqual(stateOf(whole.method));

  const reasons: string[] = [];
  const compiled = new CompiledStep(recorded.method, (line) => reasons.push(line));
  const counts = [first, second].map((expected, number) => {
    if (number === 1) goOn(recorded);
    const told = step(recorded.method, number, (program, batch) => compiled.run(program, batch));
    expect(Object.keys(told)).toEqual(Object.keys(expected));
    for (const [name, value] of Object.entries(expected)) {
      const error = Math.abs((told[name] ?? NaN) - value) / Math.max(1, Math.abs(value));
      // Rounding grows on its way back through norms of a few values.
      const most = name.startsWith('gradient norm') ? 1e-2 : 1e-4;
      expect(error, `${name} of step ${number}`).toBeLessThan(most);
    }
    return tf.memory().numTensors;
  });
  expect(reasons).toEqual([]);
  expect(new Set(counts).size, 'tensors after each step').toBe(1);
  compiled.dispose();
  for (const { method } of [whole, resumed, recorded]) disposeMethod(method);
}

/** A method in training, and where its random numbers come from. */
interface Run {
  readonly method: Method;
  readonly random: RandomStreams;
}
