import * as tf from '@tensorflow/tfjs-core';
import type { Decoder } from '@jiagu/decoder';
import { startEngine } from '@jiagu/engine';
import { beforeAll, expect, it } from 'vitest';
import { moreTextures } from './images.js';

beforeAll(() => startEngine());

/** A decoder that writes structure, texture and domain side by side. */
const decoder = {
  forward: (...parts: tf.Tensor[]) =>
    tf.stack(
      parts.map((part) => tf.reshape(part, [-1])),
      1,
    ),
} as unknown as Decoder;

it.each([
  [1, []],
  [
    4,
    [
      [1, 20, 1, 2, 30, 1, 3, 10, 1],
      [1, 30, 1, 2, 10, 1, 3, 20, 1],
      [1, 10, 1, 2, 20, 1, 3, 30, 1],
    ],
  ],
])('draws each structure in %i textures, its partner drawn elsewhere', (textures, expected) => {
  const structures = tf.tensor4d([1, 2, 3], [3, 1, 1, 1]);
  const codes = tf.tensor2d([10, 20, 30], [3, 1]);
  const drawn = moreTextures(decoder, { textures }, structures, codes);
  expect(drawn.map((images) => Array.from(images.dataSync()))).toEqual(expected);
});
