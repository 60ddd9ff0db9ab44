import type { Domain } from '@jiagu/config';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { startEngine } from '@jiagu/engine';
import { interpolateStructures, interpolateTextures, textureLoop } from './interpolation.js';
import type { DomainImages, Separation } from './separation.js';
import { swapMatrix } from './swap-matrix.js';

/** Two pixels: the left one is the structure, the right one the texture. */
const halves: Separation = {
  encode: (images) => ({
    structure: tf.slice(images, [0, 0, 0, 0], [-1, 1, 1, 1]),
    texture: tf.reshape(tf.slice(images, [0, 0, 1, 0], [-1, 1, 1, 1]), [-1, 1]),
  }),
  decode: (structure, texture) => tf.concat([structure, tf.reshape(texture, [-1, 1, 1, 1])], 2),
};
/** Images of two bytes each. */
const images = (domain: Domain, ...bytes: [structure: number, texture: number][]): DomainImages => ({
  images: tf.tensor4d(
    bytes.flat().map((byte) => byte / 127.5 - 1),
    [bytes.length, 1, 2, 1],
  ),
  domain,
});
const bytesOf = (rows: readonly (readonly { data: Uint8Array }[])[]) =>
  rows.map((row) => row.map(({ data }) => [...data]));

let sources: DomainImages;
let targets: DomainImages;
beforeAll(async () => {
  await startEngine();
  sources = images('source', [10, 255], [20, 255], [30, 255]);
  targets = images('target', [1, 0], [2, 100], [3, 200]);
});

describe('interpolation', () => {
  it('goes from texture to texture under one structure, pair after pair', async () => {
    const before = tf.memory().numTensors;
    expect(bytesOf(await interpolateTextures(halves, sources, targets, 3))).toEqual([
      [
        [10, 255],
        [1, 0],
        [10, 0],
        [10, 50],
        [10, 100],
        [2, 100],
      ],
      // The third texture, then the first again.
      [
        [20, 255],
        [3, 200],
        [20, 200],
        [20, 100],
        [20, 0],
        [1, 0],
      ],
      [
        [30, 255],
        [2, 100],
        [30, 100],
        [30, 150],
        [30, 200],
        [3, 200],
      ],
    ]);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('goes from structure to structure under one texture', async () => {
    const rows = bytesOf(await interpolateStructures(halves, sources, targets, 3));
    expect(rows).toHaveLength(3);
    expect(rows[0]).toEqual([
      [1, 0],
      [10, 255],
      [10, 0],
      [15, 0],
      [20, 0],
      [20, 255],
    ]);
    expect(rows[1]?.slice(2, 5)).toEqual([
      [30, 100],
      [20, 100],
      [10, 100],
    ]);
  });

  it('goes round as a loop that passes every texture and ends where it began', async () => {
    const before = tf.memory().numTensors;
    const frames = await textureLoop(halves, sources, targets, 4);
    expect(tf.memory().numTensors).toBe(before);
    expect(frames.map(({ tiles }) => tiles[1]?.data[1])).toEqual([
      0, 25, 50, 75, 100, 125, 150, 175, 200, 150, 100, 50,
    ]);
    expect(frames.map(({ tiles }) => tiles.map(({ data }) => data[0]))).toEqual(
      new Array(12).fill([10, 20, 30]),
    );
    expect(frames.map(({ nearest }) => nearest)).toEqual([0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 0, 0]);
  });
});

it('the matrix gives every structure every texture', async () => {
  expect(bytesOf(await swapMatrix(halves, sources, targets))[2]).toEqual([
    [20, 255],
    [20, 0],
    [20, 100],
    [20, 200],
  ]);
});
