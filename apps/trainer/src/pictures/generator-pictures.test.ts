import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { decodeImage, type Dataset } from '@jiagu/data';
import { startEngine } from '@jiagu/engine';
import type { Generator } from '@jiagu/evaluation';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  arcsPicture,
  classesPicture,
  generatorPictures,
  samplesPicture,
  truncationPicture,
} from './generator-pictures.js';

const folder = mkdtempSync(join(tmpdir(), 'jiagu-pictures-'));
beforeAll(() => startEngine());
afterAll(() => rmSync(folder, { recursive: true }));

const [side, latent, classes] = [16, 16, 3];
/** A tile enlarged fourfold and the gap beside it. */
const place = 4 * side + 2;

/** Images of one grey, 0..255, of what a number in 0..1 says of noise and label. */
const painter = (
  classes: number,
  paint: (noise: tf.Tensor2D, labels?: tf.Tensor1D) => tf.Tensor,
): Generator => ({
  latent,
  classes,
  draw: (noise, labels) =>
    tf.tile(tf.reshape(tf.sub(tf.mul(2, paint(noise, labels)), 1), [-1, 1, 1, 1]), [1, side, side, 1]),
});

/** Images of one grey each. */
const greys = (levels: readonly number[], labels: readonly number[] = levels.map(() => 0)): Dataset => ({
  name: 'greys',
  classNames: ['ox', 'moon', 'gate'],
  channels: 1,
  resizeTo: side,
  files: levels.map(String),
  labels: Int32Array.from(labels),
  length: levels.length,
  read: async (i) => ({
    width: side,
    height: side,
    channels: 1,
    data: new Uint8Array(side * side).fill(levels[i] as number),
  }),
  origin: String,
});

/** The greys of a grid's tiles, told from its right and lower edges: labels stand at the others. */
async function tilesOf(png: Buffer, rows: number, columns: number): Promise<number[][]> {
  const path = join(folder, 'picture.png');
  writeFileSync(path, png);
  const { width, height, data } = await decodeImage(path, 1);
  const middle = 2 * side;
  return Array.from({ length: rows }, (_, row) =>
    Array.from({ length: columns }, (_, column) => {
      const y = height - (rows - row) * place + middle;
      return data[y * width + width - (columns - column) * place + middle] as number;
    }),
  );
}

const held = (real: Dataset) => ({ real, imageSize: side, seed: 1 });

describe('pictures of a generator', () => {
  it('are always of the same noise, which the seed decides', async () => {
    const first = painter(0, (noise) => tf.sigmoid(tf.slice(noise, [0, 0], [-1, 1])));
    const options = held(greys([0]));
    const [once, again] = [await samplesPicture(first, options), await samplesPicture(first, options)];
    const tiles = await tilesOf(once, 6, 10);
    expect(await tilesOf(again, 6, 10)).toEqual(tiles);
    expect(new Set(tiles.flat()).size).toBeGreaterThan(30);
    expect(await tilesOf(await samplesPicture(first, { ...options, seed: 2 }), 6, 10)).not.toEqual(tiles);
  });

  it('without classes: generated beside real ones, each with the training image nearest to it', async () => {
    const before = tf.memory().numTensors;
    const first = painter(0, (noise) => tf.sigmoid(tf.slice(noise, [0, 0], [-1, 1])));
    const all = new Map<string, Buffer>();
    const options = { ...held(greys([7, 7])), training: greys([0, 50, 100, 250]) };
    for await (const { file, content } of generatorPictures(first, options)) all.set(file, content);
    expect(tf.memory().numTensors).toBe(before);
    expect([...all.keys()]).toEqual([
      'generated.png',
      'real.png',
      'nearest.png',
      'interpolations.png',
      'truncation.png',
    ]);
    expect(await tilesOf(all.get('real.png') as Buffer, 1, 2)).toEqual([[7, 7]]);
    const pairs = await tilesOf(all.get('nearest.png') as Buffer, 6, 10);
    for (const row of [0, 2, 4])
      pairs[row]?.forEach((grey, column) => {
        const distances = [0, 50, 100, 250].map((level) => Math.abs(level - grey));
        const nearest = [0, 50, 100, 250][distances.indexOf(Math.min(...distances))];
        expect(pairs[row + 1]?.[column]).toBe(nearest);
      });
  });

  it('go along arcs: noise on the way is as long as at its ends', async () => {
    const lengths = painter(0, (noise) => tf.div(tf.norm(noise, 2, 1), 8));
    const rows = await tilesOf(await arcsPicture(lengths, held(greys([0]))), 6, 9);
    for (const row of rows) {
      const ends = [row[0] as number, row.at(-1) as number];
      expect(Math.min(...row)).toBeGreaterThan(0.93 * Math.min(...ends));
    }
  });

  it('cut noise off, from narrow to whole', async () => {
    const largest = painter(0, (noise) => tf.div(tf.max(tf.abs(noise), 1), 4));
    const rows = await tilesOf(await truncationPicture(largest, held(greys([0]))), 5, 10);
    const tops = rows.map((row) => (4 * Math.max(...row)) / 255);
    [0.25, 0.5, 1, 1.5].forEach((limit, row) => {
      expect(tops[row]).toBeLessThan(limit + 0.02);
      expect(tops[row]).toBeGreaterThan(0.8 * limit);
    });
    expect(tops[4]).toBeGreaterThan(1.7);
  });

  it('with classes: a row each, real images of the class first', async () => {
    const labelled = painter(classes, (_, labels) => tf.div(labels as tf.Tensor1D, 4));
    const real = held(greys([10, 70, 11, 80, 12], [0, 1, 0, 1, 0]));
    const drawn = (grey: number) => new Array<number>(8).fill(grey);
    // 0, 1/4 and 2/4 of 255, rounded; the third class has no real image.
    expect(await tilesOf(await classesPicture(labelled, real), classes, 10)).toEqual([
      [10, 11, ...drawn(0)],
      [70, 80, ...drawn(64)],
      [255, 255, ...drawn(128)],
    ]);
    const arcs = await tilesOf(await arcsPicture(labelled, real), 6, 9);
    expect(arcs.map((row) => [...new Set(row)])).toEqual([[0], [0], [64], [64], [128], [128]]);
  });
});
