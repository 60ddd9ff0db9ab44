import * as tf from '@tensorflow/tfjs-core';
import { startEngine } from '@jiagu/engine';
import { beforeAll, expect, it } from 'vitest';
import type { StsnContext } from './context.js';
import { structureOf } from './structure.js';

beforeAll(() => startEngine());

/** An encoder whose structure is three times the image. */
const context = (structurePolarity: number) =>
  ({
    networks: { E_g: { forward: (x: tf.Tensor4D) => ({ structure: tf.mul(x, 3) }) } },
    config: { structurePolarity },
  }) as unknown as StsnContext;

it.each([
  [0, [10, 20, 30, 40]],
  [0.5, [10, 20, -9, -12]],
  [1, [-3, -6, -9, -12]],
])('takes the structure of the share %f from inverted images', (share, expected) => {
  const x = tf.tensor4d([1, 2, 3, 4], [4, 1, 1, 1]);
  const structure = tf.tensor4d([10, 20, 30, 40], [4, 1, 1, 1]);
  expect(Array.from(structureOf(context(share), x, structure).dataSync())).toEqual(expected);
});
