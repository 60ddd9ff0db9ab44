import * as tf from '@tensorflow/tfjs-core';
import { startEngine } from '@jiagu/engine';
import { beforeAll, expect, it } from 'vitest';
import { clipGradients } from './clip-gradients.js';

beforeAll(() => startEngine());

it.each([
  // 2, 3 and 6 are 7 long together.
  [3.5, [1, 1.5, 3]],
  [7.1, [2, 3, 6]],
])('all gradients together are shortened to %d where they are longer', (longest, expected) => {
  tf.tidy(() => {
    const { clipped, length } = clipGradients([tf.tensor2d([[2], [3]]), tf.scalar(6)], longest);
    expect(length.dataSync()[0]).toBeCloseTo(7, 5);
    const found = clipped.flatMap((gradient) => Array.from(gradient.dataSync()));
    found.forEach((value, i) => expect(value).toBeCloseTo(expected[i] ?? NaN, 5));
    expect(clipped.map(({ shape }) => shape)).toEqual([[2, 1], []]);
  });
});
