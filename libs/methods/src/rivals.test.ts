import * as tf from '@tensorflow/tfjs-core';
import { startEngine } from '@jiagu/engine';
import { RandomStreams } from '@jiagu/random';
import { CompiledStep, disposeMethod, type Method } from '@jiagu/training';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildMethod } from './build-method.js';
import { noiseBatch, rivals, smallConfig } from './testing/small.js';

beforeAll(() => startEngine());

const side = 16;
const steps = 24;

/** Gives a method, with the random streams of another, all state of that one. */
function goOn(to: Method, from: Method, streams: [RandomStreams, RandomStreams]): void {
  streams[0].restore(streams[1].state());
  for (const [name, module] of Object.entries(to.modules))
    module.loadStateDict(from.modules[name]?.stateDict() ?? new Map());
  for (const [name, optimizer] of Object.entries(to.optimizers))
    optimizer.loadStateDict(from.optimizers[name]?.stateDict('') ?? new Map(), '');
  to.step = from.step;
}

describe.each(rivals)('%s', (_, settings) => {
  // Stages of the source alone are long enough to learn it.
  const method = settings.name === 'shot' || settings.name === 'adda' ? { ...settings, warmup: 14 } : settings;

  it('reads the source after a short compiled training, and goes on from its state exactly', () => {
    const [streams, others] = [new RandomStreams(1), new RandomStreams(9)];
    const build = (random: RandomStreams): [Method, CompiledStep] => {
      const subject = buildMethod(smallConfig(method, side), random);
      return [subject, new CompiledStep(subject, expect.fail)];
    };
    const batch = noiseBatch('short training', side);
    const [[whole, compiled], [resumed, other]] = [build(streams), build(others)];
    const step = (subject: Method, run: CompiledStep, at: number): Record<string, number> => {
      const losses = run.run(subject.begin(at), batch);
      const numbers = Object.entries(losses).map(([name, loss]) => [name, loss.dataSync()[0] ?? NaN]);
      tf.dispose(losses);
      return Object.fromEntries(numbers) as Record<string, number>;
    };
    for (let at = 0; at < steps; at++) {
      if (at === steps - 6) goOn(resumed, whole, [others, streams]);
      const losses = step(whole, compiled, at);
      for (const [name, loss] of Object.entries(losses)) expect(loss, `${name} of step ${at}`).not.toBeNaN();
      if (at >= steps - 6) expect(step(resumed, other, at)).toEqual(losses);
    }
    const right = tf.tidy(() => {
      const logits = whole.recogniser?.logits(batch.source.weak, 'source') ?? tf.zeros([1, 1]);
      return tf.mean(tf.cast(tf.equal(tf.argMax(logits, 1), batch.source.labels), 'float32')).dataSync()[0];
    });
    // Eight classes.
    expect(right).toBeGreaterThan(0.5);
    const target = (subject: Method): Float32Array | undefined =>
      tf.tidy(() => subject.recogniser?.logits(batch.target.weak, 'target').dataSync<'float32'>());
    expect(target(resumed)).toEqual(target(whole));
    for (const run of [compiled, other]) run.dispose();
    for (const subject of [whole, resumed]) disposeMethod(subject);
    tf.dispose([Object.values(batch.source), Object.values(batch.target)].flat());
  });
});
