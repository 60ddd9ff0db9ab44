import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { startEngine } from '@jiagu/engine';
import { RandomStream } from '@jiagu/random';
import { loadImages } from './image-tensors.js';
import type { Separation } from './separation.js';
import { swapFigures } from './swap-figures.js';
import { swapMatrix } from './swap-matrix.js';
import { swapStrips } from './swap-strips.js';
import { swapVerdict } from './swap-verdict.js';
import { memoryDataset } from './memory-dataset.js';

beforeAll(() => startEngine());

const side = 8;
const random = new RandomStream('glyphs');
/** Thin strokes at random: dark on white in the source, bright on black in the target. */
const glyphs = (stroke: number, ground: number) =>
  memoryDataset(
    Array.from({ length: 12 }, () =>
      Array.from({ length: side * side }, () => (random.chance(0.2) ? stroke : ground)),
    ),
    new Array<number>(12).fill(0),
  );
const source = glyphs(0, 255);
const target = glyphs(255, 0);

/** Takes polarity for the texture: what a perfect separation of these two domains does. */
const perfect: Separation = {
  encode: (images, domain) => ({
    structure: domain === 'source' ? tf.neg(images) : tf.clone(images),
    texture: tf.mean<tf.Tensor2D>(tf.abs(images), [1, 2]),
  }),
  decode: (structure, _, domain) => (domain === 'source' ? tf.neg(structure) : tf.clone(structure)),
};
/** Draws the same grey whatever it is given. */
const collapsed: Separation = { ...perfect, decode: (structure) => tf.fill(structure.shape, 0) };

const options = { images: 10, imageSize: side, seed: 1 };

describe('swapFigures', () => {
  it('sees a perfect swap and leaves no tensor behind', async () => {
    const before = tf.memory().numTensors;
    const figures = await swapFigures(perfect, source, target, options);
    expect(tf.memory().numTensors).toBe(before);
    expect(figures.s2t.own).toBeCloseTo(1, 5);
    expect(figures.t2s.own).toBeCloseTo(1, 5);
    expect(Math.abs(figures.s2t.other)).toBeLessThan(0.1);
    expect(figures.sourceMean).toBeCloseTo(0.8, 1);
    expect(figures.s2tMean).toBeCloseTo(1 - figures.sourceMean, 5);
    expect(swapVerdict(figures).every(({ holds }) => holds)).toBe(true);
  });

  it('expects strokes of the same sign where both domains have the same polarity', async () => {
    const same: Separation = {
      encode: (images) => ({
        structure: tf.clone(images),
        texture: tf.mean<tf.Tensor2D>(tf.abs(images), [1, 2]),
      }),
      decode: (structure) => tf.clone(structure),
    };
    const inverted: Separation = { ...same, decode: (structure) => tf.neg(structure) };
    for (const bright of [glyphs(255, 0), glyphs(250, 10)]) {
      const figures = await swapFigures(same, target, bright, options);
      expect(figures.polarity).toEqual({ source: 'light', target: 'light' });
      expect(figures.s2t.own).toBeCloseTo(1, 5);
      expect(swapVerdict(figures)[1]?.measure).toBe('correlation with the own structure image');
      expect((await swapFigures(inverted, target, bright, options)).s2t.own).toBeCloseTo(-1, 5);
    }
    expect((await swapFigures(perfect, source, target, options)).polarity).toEqual({
      source: 'dark',
      target: 'light',
    });
  });

  it('sees a collapsed decoder', async () => {
    const figures = await swapFigures(collapsed, source, target, options);
    expect(figures.s2t).toEqual({ own: 0, other: 0 });
    expect(figures.t2sMean).toBeCloseTo(0.5, 6);
    expect(swapVerdict(figures).map(({ holds }) => holds)).toEqual(new Array(6).fill(false));
  });

  it('draws the same pairs for the same seed', async () => {
    const mean = async (seed: number) =>
      (await swapFigures(perfect, source, target, { ...options, images: 4, seed })).sourceMean;
    expect(await mean(3)).toBe(await mean(3));
    expect(await mean(3)).not.toBe(await mean(4));
  });
});

describe('swap pictures', () => {
  it('lays structures in rows, textures in columns, originals at the edge', async () => {
    const images = { images: await loadImages(source, side), domain: 'source' as const };
    const textures = {
      images: tf.slice(await loadImages(target, side), [0, 0, 0, 0], [3, -1, -1, -1]),
      domain: 'target' as const,
    };
    const rows = await swapMatrix(perfect, images, textures);
    expect([rows.length, rows[0]?.length]).toEqual([13, 4]);
    const original = await source.read(4);
    expect(rows[5]?.[0]?.data).toEqual(original.data);
    expect(rows[5]?.[2]?.data).toEqual(original.data.map((x) => 255 - x));
    expect(rows[0]?.[2]?.data).toEqual((await target.read(1)).data);
  });

  it('lays pairs in columns', async () => {
    const rows = await swapStrips(perfect, await loadImages(source, side), await loadImages(target, side));
    const [s, t] = [(await source.read(2)).data, (await target.read(2)).data];
    const expected = [s, s, s.map((x) => 255 - x), t, t, t.map((x) => 255 - x)];
    expect(rows.map((row) => row[2]?.data)).toEqual(expected);
  });
});
