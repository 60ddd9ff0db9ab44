import * as tf from '@tensorflow/tfjs-core';
import { startEngine } from '@jiagu/engine';
import { Parameter } from '@jiagu/nn';
import { beforeAll, describe, expect, it } from 'vitest';
import { Adam } from './adam.js';
import type { Optimizer } from './optimizer.js';
import { Rmsprop } from './rmsprop.js';
import { Sgd } from './sgd.js';

beforeAll(() => startEngine());

const start = [0.5, -1.5, 2];
const gradients = [
  [0.1, -0.2, 0.3],
  [-0.4, 0.1, 0.05],
  [0.2, 0.2, -0.1],
];

/** Two parameters of different shape that together hold the three values. */
const parameters = (): Parameter[] => [
  new Parameter(tf.tensor2d(start.slice(0, 2), [2, 1])),
  new Parameter(tf.tensor1d(start.slice(2))),
];

function run(optimizer: Optimizer, rate: number, steps = gradients): number[] {
  for (const [a, b, c] of steps as [number, number, number][])
    optimizer.apply([tf.tensor2d([a, b], [2, 1]), tf.tensor1d([c])], () => rate);
  return optimizer.parameters.flatMap(({ value }) => Array.from(value.dataSync()));
}

const expectClose = (got: number[], expected: number[]): void =>
  got.forEach((value, i) => expect(value).toBeCloseTo(expected[i] ?? NaN, 6));

describe('optimisers against a plain float64 loop', () => {
  it.each([false, true])('Sgd with momentum and weight decay, Nesterov %s', (nesterov) => {
    const [rate, momentum, weightDecay] = [0.1, 0.9, 0.05];
    const p = [...start];
    const v = [0, 0, 0];
    for (const gradient of gradients)
      for (const i of [0, 1, 2]) {
        const g = (gradient[i] as number) + weightDecay * (p[i] as number);
        v[i] = momentum * (v[i] as number) + g;
        p[i] = (p[i] as number) - rate * (nesterov ? g + momentum * v[i] : v[i]);
      }
    expectClose(run(new Sgd(parameters(), { momentum, nesterov, weightDecay }), rate), p);
  });

  it('Adam with bias correction', () => {
    const [rate, beta1, beta2] = [0.01, 0.5, 0.999];
    const p = [...start];
    const [m, v] = [
      [0, 0, 0],
      [0, 0, 0],
    ];
    gradients.forEach((gradient, t) => {
      for (const i of [0, 1, 2]) {
        const g = gradient[i] as number;
        m[i] = beta1 * (m[i] as number) + (1 - beta1) * g;
        v[i] = beta2 * (v[i] as number) + (1 - beta2) * g * g;
        const corrected = Math.sqrt(v[i] / (1 - beta2 ** (t + 1))) + 1e-8;
        p[i] = (p[i] as number) - (rate * m[i]) / (1 - beta1 ** (t + 1)) / corrected;
      }
    });
    expectClose(run(new Adam(parameters(), { beta1, beta2 }), rate), p);
  });

  it('Rmsprop', () => {
    const [rate, alpha] = [0.01, 0.9];
    const p = [...start];
    const v = [0, 0, 0];
    for (const gradient of gradients)
      for (const i of [0, 1, 2]) {
        const g = gradient[i] as number;
        v[i] = alpha * (v[i] as number) + (1 - alpha) * g * g;
        p[i] = (p[i] as number) - (rate * g) / (Math.sqrt(v[i]) + 1e-8);
      }
    expectClose(run(new Rmsprop(parameters(), { alpha }), rate), p);
  });

  it('go on exactly from a saved state and leave nothing behind', () => {
    const before = tf.memory().numTensors;
    const adam = new Adam(parameters(), { beta1: 0.9, beta2: 0.99 });
    run(adam, 0.01, gradients.slice(0, 2));
    const resumed = new Adam(parameters(), { beta1: 0.9, beta2: 0.99 });
    resumed.parameters.forEach((parameter, i) =>
      parameter.assign(tf.clone(adam.parameters[i]?.value as tf.Tensor)),
    );
    resumed.loadStateDict(adam.stateDict('x.'), 'x.');
    expect(run(resumed, 0.01, gradients.slice(2))).toEqual(run(adam, 0.01, gradients.slice(2)));
    for (const optimizer of [adam, resumed]) {
      optimizer.dispose();
      for (const parameter of optimizer.parameters) parameter.dispose();
    }
    expect(tf.memory().numTensors).toBe(before);
  });

  it.each([
    ['Sgd', () => new Sgd(parameters(), { momentum: 0.9, nesterov: true, weightDecay: 0.05 })],
    ['Adam', () => new Adam(parameters(), { beta1: 0.9, beta2: 0.999 })],
    ['Rmsprop', () => new Rmsprop(parameters(), { alpha: 0.9 })],
  ])('%s after a reset goes on as a fresh one would', (_, build) => {
    const [used, fresh] = [build(), build()];
    run(used, 0.1);
    fresh.parameters.forEach((parameter, i) => parameter.assign(tf.mul(used.parameters[i]?.value ?? NaN, 1)));
    used.reset();
    expect(run(used, 0.1)).toEqual(run(fresh, 0.1));
  });
});
