import * as tf from '@tensorflow/tfjs-core';
import { startEngine } from '@jiagu/engine';
import type { Module } from '@jiagu/nn';
import { RandomStreams } from '@jiagu/random';
import { CompiledStep, disposeMethod, type Method } from '@jiagu/training';
import _ from 'lodash';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildMethod } from './build-method.js';
import { noiseBatch, rivals, smallConfig } from './testing/small.js';

beforeAll(() => startEngine());

const side = 16;
const steps = 20;

/** Gives one method, with its random streams, all state of another. */
function align([to, streams]: [Method, RandomStreams], [from, others]: [Method, RandomStreams]): void {
  streams.restore(others.state());
  for (const [name, module] of Object.entries(to.modules)) module.copyFrom(from.modules[name] as Module);
  for (const [name, optimizer] of Object.entries(to.optimizers))
    optimizer.loadStateDict(from.optimizers[name]?.stateDict('') ?? new Map(), '');
}

/** What a checkpoint has of a method; the result puts it back. */
function remember(method: Method, streams: RandomStreams): () => void {
  const random = streams.state();
  const modules = _.mapValues(method.modules, (module) => module.stateDict());
  const optimizers = _.mapValues(method.optimizers, (optimizer) => optimizer.stateDict(''));
  const { step } = method;
  return () => {
    streams.restore(random);
    for (const [name, state] of Object.entries(modules)) method.modules[name]?.loadStateDict(state);
    for (const [name, state] of Object.entries(optimizers)) method.optimizers[name]?.loadStateDict(state, '');
    method.step = step;
  };
}

const numbers = (losses: Record<string, tf.Scalar>): Record<string, number> => {
  const found = _.mapValues(losses, (loss) => loss.dataSync()[0] ?? NaN);
  tf.dispose(losses);
  return found;
};

describe.each(rivals)('%s', (_name, settings) => {
  it('learns, compiled as plain, and goes on from its state exactly', () => {
    // The first step looks at the source alone; where later ones don't look at it, it has a few more.
    const warmup = settings.name === 'shot' || settings.name === 'adda' ? 12 : 1;
    const build = (): [Method, RandomStreams] => {
      const streams = new RandomStreams(1);
      return [buildMethod(smallConfig({ ...settings, warmup }, side), streams), streams];
    };
    const [subject, plain] = [build(), build()];
    const batch = noiseBatch('rivals', side);
    const compiled = new CompiledStep(subject[0], expect.fail);
    const run = (step: number) => numbers(compiled.run(subject[0].begin(step), batch));
    const found: Record<string, number>[] = [];
    let tensors = 0;
    for (let step = 0; step < steps; step++) {
      const compared = step === 0 || step === warmup;
      // An update that is another shows in the losses of the next step; rounding, of which Adam can make a full step, shows less.
      if (compared) align(plain, subject);
      found.push(run(step));
      if (!compared && step !== warmup + 1) continue;
      const expected = tf.tidy(() => (plain[0].begin(step), plain[0].trainStep(batch)));
      const tolerance = compared ? 1e-5 : 0.02;
      for (const [name, value] of Object.entries(numbers(expected)))
        expect(Math.abs((found[step]?.[name] ?? NaN) - value), `${name} of step ${step}`).toBeLessThan(
          tolerance * Math.max(1, Math.abs(value)),
        );
      tensors = tf.memory().numTensors;
    }
    expect(tf.memory().numTensors).toBe(tensors);
    const losses = found.flatMap(({ cls }) => (cls === undefined ? [] : [cls]));
    expect(losses.at(-1)).toBeLessThan(0.8 * (losses[0] ?? NaN));

    const back = remember(...subject);
    const read = () => tf.tidy(() => subject[0].recogniser?.logits(batch.target.weak, 'target').dataSync());
    const first = [run(steps), run(steps + 1), read()];
    back();
    expect([run(steps), run(steps + 1), read()]).toEqual(first);
    compiled.dispose();
    disposeMethod(subject[0]);
    disposeMethod(plain[0]);
    tf.dispose([Object.values(batch.source), Object.values(batch.target)].flat());
  });
});
