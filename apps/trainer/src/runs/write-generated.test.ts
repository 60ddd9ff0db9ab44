import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dataSchema } from '@jiagu/config';
import { checkData, evaluationBatches, openDataset } from '@jiagu/data';
import { startEngine } from '@jiagu/engine';
import type { Generator } from '@jiagu/evaluation';
import * as tf from '@tensorflow/tfjs-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askedClasses } from './asked-classes.js';
import { writeGenerated, type GenerationOrder } from './write-generated.js';
import { refuseNames } from './write-image-sets.js';

const folder = mkdtempSync(join(tmpdir(), 'jiagu-generate-'));
const at = (...names: string[]) => join(folder, ...names);
beforeAll(() => startEngine());
afterAll(() => rmSync(folder, { recursive: true }));

const [side, latent] = [16, 3];

/** The rows above the class's show the first entry of the noise, the others the second. */
const generator = (classes: number): Generator => ({
  latent,
  classes,
  draw: (noise, labels) =>
    tf.tidy(() => {
      const rows = tf.reshape(tf.range(0, side), [1, side, 1, 1]);
      const above = tf.less(rows, tf.reshape(labels ?? tf.ones([noise.shape[0]]), [-1, 1, 1, 1]));
      const entry = (i: number) => tf.reshape(tf.slice(noise, [0, i], [-1, 1]), [-1, 1, 1, 1]);
      const image = tf.where(above, entry(0), entry(1)) as tf.Tensor4D;
      return tf.mul(image, tf.ones([1, side, side, 1])) as tf.Tensor4D;
    }),
});

const classes = ['一', 'b', 'c c'].map((name, label) => ({ label, name }));
const order = (over: Partial<GenerationOrder> = {}): GenerationOrder => ({
  generator: generator(3),
  classes,
  each: 70,
  seed: 0,
  inverted: false,
  provenance: { run: 'runs/r' },
  note: '210 images drawn by runs/r',
  ...over,
});
const write = (name: string, over: Partial<GenerationOrder> = {}) =>
  writeGenerated(at(name), order(over), () => undefined);
const preparation = {
  channels: 1,
  resizeTo: side,
  preprocess: dataSchema.parse({}).preprocess.source,
} as const;

/** The levels of a set of one class. */
async function levelsOf(name: string): Promise<number[]> {
  const dataset = await openDataset(at(name), { name: 'source.train', classes: 1, ...preparation });
  const levels: number[] = [];
  for await (const { views } of evaluationBatches(dataset, { batchSize: 50, imageSize: side }))
    levels.push(...views.image);
  return levels;
}

describe('writeGenerated', () => {
  it('writes class folders and a list that the reader of training takes, with the same images', async () => {
    const told: number[][] = [];
    await writeGenerated(at('set'), order(), (...now) => told.push(now));
    expect(told.at(-1)).toEqual([210, 210]);
    expect(readdirSync(at('set')).sort()).toEqual(
      ['b', 'c c', 'grid.png', 'list.txt', 'provenance.json', '一'].sort(),
    );
    const known = { names: classes.map(({ name }) => name), whose: 'the run' };
    for (const part of ['set', 'set/list.txt']) {
      const dataset = await openDataset(at(part), {
        name: 'source.train',
        classes: 3,
        ...preparation,
        known,
      });
      expect(dataset.length, part).toBe(210);
      expect(dataset.classNames).toEqual(known.names);
      const counts = [0, 1, 2].map((label) => dataset.labels.filter((other) => other === label).length);
      expect(counts).toEqual([70, 70, 70]);
      // Class 2 has two rows of the first entry, and then the second.
      const image = await dataset.read(dataset.labels.indexOf(2));
      const column = Array.from({ length: 4 }, (_, row) => image.data[row * side]);
      expect(column[0]).toBe(column[1]);
      expect(column[1]).not.toBe(column[2]);
      expect(column[2]).toBe(column[3]);
    }
    expect(readFileSync(at('set', 'list.txt'), 'utf8').split('\n').slice(0, 2)).toEqual([
      '# 210 images drawn by runs/r',
      '一/00000.png\t0\t一',
    ]);
    expect(JSON.parse(readFileSync(at('set', 'provenance.json'), 'utf8'))).toEqual({
      run: 'runs/r',
      images: 210,
      each: 70,
      seed: 0,
      truncation: null,
      classes,
    });
    expect((await sharp(at('set', '一', '00000.png')).metadata()).channels).toBe(1);
    expect((await sharp(at('set', 'grid.png')).metadata()).width).toBeGreaterThan(10 * 2 * side);
  });

  it('passes the check of data, where the overview is no image of a class', async () => {
    await write('checked', { each: 6 });
    const { findings } = await checkData({ parts: [['source.train', at('checked')]] });
    expect(findings.filter(({ kind }) => kind === 'left out').map(({ severity }) => severity)).not.toContain(
      'warning',
    );
    expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  it('draws an image by seed, class and number alone', async () => {
    await write('all', { each: 5 });
    await write('one', { each: 9, classes: classes.slice(1) });
    await write('other', { each: 5, seed: 1 });
    const folders = (name: string, of: string) =>
      readdirSync(at(name, of))
        .sort()
        .slice(0, 5)
        .map((file) => readFileSync(at(name, of, file)).toString('base64'));
    expect(folders('one', 'b')).toEqual(folders('all', 'b'));
    expect(folders('other', 'b')).not.toEqual(folders('all', 'b'));
    expect(new Set([...folders('all', 'b'), ...folders('all', 'c c')]).size).toBe(10);
  });

  it('writes images as they are stored where the run swaps dark and light', async () => {
    await write('seen', { each: 3, classes: classes.slice(1, 2) });
    await write('stored', { each: 3, classes: classes.slice(1, 2), inverted: true });
    const [seen, stored] = [await levelsOf('seen'), await levelsOf('stored')];
    expect(new Set(seen).size).toBeGreaterThan(2);
    stored.forEach((level, i) => expect(level).toBeCloseTo(-(seen[i] ?? NaN), 5));
  });

  it('keeps noise within the truncation', async () => {
    await write('typical', { each: 40, classes: classes.slice(1, 2), truncation: 0.25 });
    const levels = await levelsOf('typical');
    expect(Math.max(...levels.map(Math.abs))).toBeLessThan(0.26);
    expect(JSON.parse(readFileSync(at('typical', 'provenance.json'), 'utf8'))).toMatchObject({
      truncation: 0.25,
    });
  });

  it('writes images without classes into one folder', async () => {
    await write('unlabelled', { generator: generator(0), classes: null, each: 30 });
    const dataset = await openDataset(at('unlabelled', 'images'), {
      name: 'target.train',
      classes: 1,
      ...preparation,
      labelled: false,
    });
    expect(dataset.length).toBe(30);
    expect(new Set(dataset.labels)).toEqual(new Set([-1]));
    const list = await openDataset(at('unlabelled', 'list.txt'), {
      name: 'target.train',
      classes: 1,
      ...preparation,
      labelled: false,
    });
    expect(list.length).toBe(30);
  });

  it('replaces the old set whole, and leaves it where drawing fails', async () => {
    await write('again', { each: 3 });
    const failing = {
      ...generator(3),
      draw: () => {
        throw new Error('broken');
      },
    };
    await expect(write('again', { generator: failing })).rejects.toThrow('broken');
    expect(readdirSync(at('again', 'b'))).toHaveLength(3);
    await write('again', { each: 2, classes: classes.slice(0, 1) });
    expect(existsSync(at('again', 'b'))).toBe(false);
    expect(readdirSync(at('again', '一'))).toHaveLength(2);
    expect(readdirSync(folder).filter((name) => name.includes('partial'))).toEqual([]);
  });
});

describe('refusals', () => {
  it('names the class that can be no folder', () => {
    expect(() => refuseNames(['a', '人/1'])).toThrow('"人/1" can\'t be the name of a folder');
    expect(() => refuseNames(['..'])).toThrow('".."');
    expect(() => refuseNames(['一', 'c 3'])).not.toThrow();
  });

  it('takes classes by name, else by number', () => {
    const names = ['2', 'one', 'zero'];
    expect(askedClasses(undefined, names)).toEqual([0, 1, 2]);
    // The class that is called 2 goes before class number 2.
    expect(askedClasses('2,one', names)).toEqual([0, 1]);
    expect(askedClasses('zero,1', names)).toEqual([2, 1]);
    expect(() => askedClasses('3', names)).toThrow('"3" is not a class of the run, which has 3');
    expect(() => askedClasses('one,1', names)).toThrow('one is listed twice');
  });
});
