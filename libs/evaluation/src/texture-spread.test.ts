import { startEngine } from '@jiagu/engine';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import type { Separation } from './separation.js';
import { textureSpread, type TextureSpread } from './texture-spread.js';

beforeAll(() => startEngine());

const side = 6;
/** Images in [-1, 1], each of one level, in 0..1. */
const levels = (...of: number[]): tf.Tensor4D =>
  tf.tidy(() =>
    tf.tile(tf.reshape(tf.tensor1d(of.map((level) => 2 * level - 1)), [-1, 1, 1, 1]), [1, side, side, 1]),
  );
/** A code is the mean of an image; the code is drawn by `draw`. */
const separation = (draw: (code: tf.Tensor4D) => tf.Tensor4D): Separation => ({
  encode: (images) => ({
    structure: tf.clone(images),
    texture: tf.mean<tf.Tensor2D>(images, [1, 2]),
  }),
  decode: (structure, texture) =>
    tf.tidy(() => tf.mul(draw(tf.reshape(texture, [-1, 1, 1, 1])), tf.onesLike(structure))),
});
const byName = (found: TextureSpread[]): Record<string, TextureSpread> =>
  Object.fromEntries(found.map((spread) => [spread.statistic, spread]));
/** 1 and -1 in turns along both axes. */
const board = (): tf.Tensor4D =>
  tf.tensor4d(
    Array.from({ length: side * side }, (_, i) => ((Math.floor(i / side) + i) % 2 === 0 ? 1 : -1)),
    [1, side, side, 1],
  );

it('is 0 where the code is not used, and that of real images where it is their level', async () => {
  const structures = { images: levels(0.5, 0.2), domain: 'source' as const };
  const textures = { images: levels(0.1, 0.3, 0.8), domain: 'target' as const };
  // mean 0.4, squared distances 0.09, 0.01, 0.16
  const real = Math.sqrt(0.26 / 3);
  const before = tf.memory().numTensors;
  const ignored = byName(
    await textureSpread(
      separation((code) => tf.zerosLike(code)),
      structures,
      textures,
    ),
  );
  expect(tf.memory().numTensors).toBe(before);
  expect(ignored.level).toEqual({
    domain: 'target',
    statistic: 'level',
    row: 0,
    real: expect.closeTo(real, 6),
  });
  const used = byName(await textureSpread(separation(tf.clone), structures, textures));
  expect(used.level?.row).toBeCloseTo(real, 6);
  for (const statistic of ['contrast', 'grain']) {
    expect(used[statistic]?.row).toBeCloseTo(0, 6);
    expect(used[statistic]?.real).toBeCloseTo(0, 6);
  }
});

it('tells grain from brightness', async () => {
  const structures = { images: levels(0.5), domain: 'source' as const };
  const textures = { images: levels(0.5, 1), domain: 'target' as const };
  // Codes 0 and 1: no board, and one of 0 and 1 about the same mean; a blur of 3 by 3 leaves a ninth of it.
  const found = byName(
    await textureSpread(
      separation((code) => tf.mul(code, board())),
      structures,
      textures,
    ),
  );
  expect(found.level?.row).toBeCloseTo(0, 6);
  expect(found.contrast?.row).toBeCloseTo(0.25, 6);
  expect(found.grain?.row).toBeCloseTo((0.5 * (8 / 9)) / 2, 6);
});
