import { startEngine } from '@jiagu/engine';
import { RandomStream } from '@jiagu/random';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { memoryDataset } from './memory-dataset.js';
import type { Separation } from './separation.js';
import { translateImages } from './translate-images.js';
import { translationBySwap, type Translation } from './translation.js';
import { translationStrips } from './translation-strips.js';

beforeAll(() => startEngine());

const size = 16;
const flat = (level: number): number[] => Array<number>(size ** 2).fill(level);
const levels = (count: number, from: number): number[][] =>
  Array.from({ length: count }, (_, i) => flat(from + i));
const first = (images: tf.Tensor4D): number[] =>
  (images.arraySync() as number[][][][]).map((image) =>
    Math.round(((image[0]?.[0]?.[0] ?? NaN) + 1) * 127.5),
  );
const shown = (value: number): number => Math.round((value + 1) * 127.5);

/** Structure: the level of an image; texture: that of its partner; drawn: the mean of both, darker for the source. */
const separation: Separation = {
  encode: (images) => ({
    structure: images.clone(),
    texture: tf.tidy(() => tf.reshape(tf.mean(images, [1, 2, 3]), [-1, 1])),
  }),
  decode: (structure, texture, domain) =>
    tf.tidy(() => {
      const mean = tf.div(tf.add(structure, tf.reshape(texture, [-1, 1, 1, 1])), 2) as tf.Tensor4D;
      return domain === 'source' ? (tf.neg(mean) as tf.Tensor4D) : mean;
    }),
};
const inverting: Translation = {
  directions: ['source'],
  takesTexture: false,
  translate: (images) => tf.neg(images),
};

it('a separation translates both ways, with the texture of the partner', () => {
  tf.tidy(() => {
    const translation = translationBySwap(separation);
    expect(translation.directions).toEqual(['source', 'target']);
    const image = (level: number) => tf.fill<tf.Rank.R4>([1, size, size, 1], level);
    const before = tf.memory().numTensors;
    const there = translation.translate(image(0.2), 'source', image(0.6));
    expect(there.dataSync()[0]).toBeCloseTo(0.4, 6);
    expect(translation.translate(image(0.2), 'target', image(0.6)).dataSync()[0]).toBeCloseTo(-0.4, 6);
    // Two results and the images themselves.
    expect(tf.memory().numTensors - before).toBe(6);
  });
});

describe('translateImages', () => {
  async function translated(translation: Translation, seed: string, batchSize: number): Promise<number[]> {
    const found: number[] = [];
    const dataset = memoryDataset(levels(5, 100), [0, 1, 0, 1, 0]);
    const partners = memoryDataset(levels(40, 0), Array<number>(40).fill(0));
    const order = {
      translation,
      from: 'source',
      partners,
      stream: new RandomStream(seed),
      batchSize,
      imageSize: size,
    } as const;
    for await (const { images, batch } of translateImages(dataset, order)) {
      expect(images.shape[0]).toBe(batch.size);
      found.push(...first(images));
    }
    return found;
  }

  it('translates every image once, without looking at partners that are not needed', async () => {
    const before = tf.memory().numTensors;
    expect(await translated(inverting, 'a', 2)).toEqual([155, 154, 153, 152, 151]);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('gives each image a partner by seed and number alone', async () => {
    const swap = translationBySwap(separation);
    const before = tf.memory().numTensors;
    const [whole, pieces, other] = [
      await translated(swap, 'a', 5),
      await translated(swap, 'a', 2),
      await translated(swap, 'b', 5),
    ];
    expect(tf.memory().numTensors).toBe(before);
    expect(pieces).toEqual(whole);
    expect(other).not.toEqual(whole);
    // Means of 100 .. 104 and of a level of 0 .. 39.
    whole.forEach((level, i) => {
      expect(level).toBeGreaterThanOrEqual((100 + i) / 2 - 1);
      expect(level).toBeLessThanOrEqual((100 + i + 39) / 2 + 1);
    });
  });

  it('needs an image to take a texture from', async () => {
    const order = {
      translation: translationBySwap(separation),
      from: 'source',
      partners: memoryDataset([], [], 1),
      stream: new RandomStream('a'),
      batchSize: 2,
      imageSize: size,
    } as const;
    const images = translateImages(memoryDataset(levels(1, 0), [0]), order);
    await expect(images.next()).rejects.toThrow('no images to take textures from');
  });
});

it('strips show images, translations and, where both ways are open, what comes back', async () => {
  const images = {
    source: tf.fill<tf.Rank.R4>([2, size, size, 1], 0.2),
    target: tf.fill<tf.Rank.R4>([2, size, size, 1], 0.5),
  };
  const before = tf.memory().numTensors;
  const both = await translationStrips(translationBySwap(separation), images);
  expect(both.map(({ name }) => name)).toEqual([
    'source',
    'to target',
    'and back',
    'target',
    'to source',
    'and back',
  ]);
  const level = (row: (typeof both)[0] | undefined): number => row?.tiles[1]?.data[0] ?? NaN;
  // (0.2 + 0.5) / 2 = 0.35, then -(0.35 + 0.2) / 2.
  expect(both.slice(0, 3).map(level)).toEqual([0.2, 0.35, -0.275].map(shown));
  const one = await translationStrips(inverting, images);
  expect(one.map(({ name }) => name)).toEqual(['source', 'to target']);
  tf.dispose(images);
  expect(tf.memory().numTensors).toBeLessThanOrEqual(before);
});
