import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dataSchema } from '@jiagu/config';
import { checkData, type Dataset } from '@jiagu/data';
import { startEngine } from '@jiagu/engine';
import type { Translation } from '@jiagu/evaluation';
import * as tf from '@tensorflow/tfjs-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openLabelled } from '../images/open-labelled.js';
import { freeName, writeTranslated } from './write-translated.js';

const folder = mkdtempSync(join(tmpdir(), 'jiagu-translate-'));
const at = (...names: string[]) => join(folder, ...names);
const side = 16;
beforeAll(async () => {
  await startEngine();
  // Level 10 c + i for image i of class c.
  for (const [c, name] of ['ox', 'moon', 'eye'].entries()) {
    mkdirSync(at('set', name), { recursive: true });
    for (const i of [0, 1])
      await sharp({ create: { width: side, height: side, channels: 3, background: level(10 * c + i) } })
        .toColourspace('b-w')
        .png()
        .toFile(at('set', name, `drawn ${i}.png`));
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

const level = (l: number) => ({ r: l, g: l, b: l });
const inverting: Translation = {
  directions: ['source'],
  takesTexture: false,
  translate: (images) => tf.neg(images),
};
const data = dataSchema.parse({ classes: 3, channels: 1, imageSize: side });
const known = { names: ['eye', 'moon', 'ox'], whose: 'the run' };
const open = (place: string, names = known.names): Promise<Dataset> =>
  openLabelled(place, { data, domain: 'source', known: { ...known, names } });

async function translate(dataset: Dataset, output: string, translation = inverting): Promise<void> {
  const order = {
    translation,
    from: 'source',
    partners: dataset,
    seed: 0,
    batchSize: 4,
    imageSize: side,
  } as const;
  const description = { inverted: false, note: 'translated', provenance: { run: 'runs/r' } };
  await writeTranslated(at(output), dataset, order, description, () => undefined);
}
const levelOf = async (...names: string[]): Promise<number | undefined> =>
  (
    await sharp(at(...names))
      .raw()
      .toBuffer()
  )[0];

describe('writeTranslated', () => {
  it('keeps classes, names and labels, and shows originals above translations', async () => {
    await translate(await open(at('set')), 'out');
    expect(readdirSync(at('out')).sort()).toEqual(
      ['eye', 'grid.png', 'list.txt', 'moon', 'ox', 'provenance.json'].sort(),
    );
    expect(readdirSync(at('out', 'moon')).sort()).toEqual(['drawn 0.png', 'drawn 1.png']);
    expect(await levelOf('out', 'moon', 'drawn 1.png')).toBe(255 - 11);
    expect(await levelOf('out', 'eye', 'drawn 0.png')).toBe(255 - 20);
    // Folders are read in the order of their names; numbers are those of the run.
    expect(readFileSync(at('out', 'list.txt'), 'utf8').split('\n').slice(0, 2)).toEqual([
      '# translated',
      'eye/drawn 0.png\t0\teye',
    ]);
    expect(JSON.parse(readFileSync(at('out', 'provenance.json'), 'utf8'))).toEqual({
      run: 'runs/r',
      images: 6,
    });
    // Two rows of a class, each of two tiles, doubled.
    const { width = 0, height = 0 } = await sharp(at('out', 'grid.png')).metadata();
    expect(height).toBeGreaterThanOrEqual(6 * 2 * side);
    expect(width).toBeGreaterThanOrEqual(2 * 2 * side);
    const again = await open(at('out'));
    expect(again.length).toBe(6);
    expect(Array.from(again.labels)).toEqual([0, 0, 1, 1, 2, 2]);
    const { findings } = await checkData({ parts: [['source.train', at('out')]] });
    expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  it('takes classes that the run does not know, and images without any', async () => {
    const foreign = await open(at('set'), ['a', 'b', 'c']);
    expect(foreign.classNames).toEqual(['eye', 'moon', 'ox']);
    writeFileSync(at('list.txt'), 'set/ox/drawn 0.png\t-1\nset/eye/drawn 0.png\t-1\n');
    await translate(await open(at('list.txt')), 'plain');
    expect(readdirSync(at('plain', 'images')).sort()).toEqual(['drawn 0-2.png', 'drawn 0.png']);
    expect(readFileSync(at('plain', 'list.txt'), 'utf8')).toContain('images/drawn 0-2.png\t-1\n');
  });

  it('leaves nothing where translating fails', async () => {
    const failing = {
      ...inverting,
      translate: () => {
        throw new Error('broken');
      },
    };
    await expect(translate(await open(at('set')), 'none', failing)).rejects.toThrow('broken');
    expect(existsSync(at('none'))).toBe(false);
  });
});

it('names are those of the originals, numbers in files that hold many, and never twice', () => {
  const taken = new Set<string>();
  const free = (original: string) => freeName(original, taken);
  expect(free('x/甲 1.jpg')).toBe('甲 1.png');
  expect(free('y/甲 1.bmp')).toBe('甲 1-2.png');
  expect(free('train-images-idx3-ubyte[12]')).toBe('00012.png');
  expect(free('x/tab\tbed.png')).toBe('tab_bed.png');
});
