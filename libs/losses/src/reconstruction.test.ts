import * as tf from '@tensorflow/tfjs-core';
import { startEngine } from '@jiagu/engine';
import { ReferenceGenerator } from '@jiagu/random';
import { beforeAll, describe, expect, it } from 'vitest';
import { reconstruction } from './reconstruction.js';

beforeAll(() => startEngine());

const shape: [number, number, number, number] = [3, 2, 4, 2];
const random = new ReferenceGenerator('reconstruction');
const logits = random.values('logits', 48, 3);
const images = random.values('images', 48);

/** By the definition, in float64. */
const formulas = {
  bce: (p: number, x: number): number => -x * Math.log(p) - (1 - x) * Math.log(1 - p),
  mse: (p: number, x: number): number => (p - x) ** 2,
};

describe('reconstruction', () => {
  it.each(['bce', 'mse'] as const)('%s is summed over pixels and averaged over images', (kind) => {
    const each = Array.from(logits, (logit, i) =>
      formulas[kind](1 / (1 + Math.exp(-logit)), ((images[i] ?? NaN) + 1) / 2),
    );
    const expected = each.reduce((sum, value) => sum + value) / 3;
    const found = tf.tidy(
      () => reconstruction(kind, tf.tensor4d(logits, shape), tf.tensor4d(images, shape)).dataSync()[0],
    );
    expect((found ?? NaN) / expected).toBeCloseTo(1, 5);
  });

  it('stays finite where the sigmoid is 0 or 1 in float32', () => {
    const found = tf.tidy(() =>
      reconstruction(
        'bce',
        tf.tensor4d([200, -200], [1, 1, 2, 1]),
        tf.tensor4d([-1, -1], [1, 1, 2, 1]),
      ).dataSync(),
    );
    expect(found[0]).toBeCloseTo(200, 3);
  });
});
