import { startEngine } from '@jiagu/engine';
import { Buffer, Module } from '@jiagu/nn';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { CompiledStep } from './compiled-step.js';

beforeAll(() => startEngine());

/** Keeps the number of its steps, and counts how often its code runs. */
class Counting extends Module {
  readonly steps = new Buffer(tf.zeros([1]));
  readonly modules = { counting: this };
  readonly optimizers = {};
  ran = 0;

  override *namedState(): Generator<[string, Buffer]> {
    yield ['steps', this.steps];
  }

  trainStep(): Record<string, tf.Scalar> {
    this.ran++;
    this.steps.assign(tf.add(this.steps.value, 1));
    return { steps: tf.sum(this.steps.value) };
  }
}

it('frees a program that rests while others run, and records it anew when it returns', () => {
  const method = new Counting();
  const reasons: string[] = [];
  const compiled = new CompiledStep(method, (line) => reasons.push(line));
  const images = tf.zeros<tf.Rank.R4>([1, 1, 1, 1]);
  const batch = { target: { weak: images, strong: images } };
  const run = (name: string, times = 1): void => {
    for (let i = 0; i < times; i++) tf.dispose(tf.tidy(() => compiled.run(name, batch)));
  };
  run('early');
  run('always', 500);
  run('late');
  expect(method.ran).toBe(3);
  expect([compiled.operations('early'), compiled.operations('always')]).toEqual([null, expect.any(Number)]);
  run('always');
  run('late');
  expect(method.ran).toBe(3);
  run('early');
  expect(method.ran).toBe(4);
  expect(Array.from(method.steps.value.dataSync())).toEqual([505]);
  expect(reasons).toEqual([]);
  compiled.dispose();
  method.dispose();
  images.dispose();
});
