import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RandomStream } from '@jiagu/random';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { png } from '../image-makers.js';
import { encodeIdx } from '../readers/idx.js';
import { readIdxPair } from '../readers/idx-pair.js';
import { readList } from '../readers/list-file.js';
import { stratifiedSplit } from './stratified-split.js';
import { writeSplit } from './write-split.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'jiagu-split-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('stratifiedSplit', () => {
  it('gives every class the same share, keeps one image for training, and depends on the seed', () => {
    const labels = Int32Array.from([...Array(20).fill(0), ...Array(10).fill(1), 2, 2, 3]);
    const split = (seed: string) => stratifiedSplit(labels, 0.3, new RandomStream(seed));
    const { train, test } = split('a');
    const count = (indices: number[], label: number) => indices.filter((i) => labels[i] === label).length;
    expect([0, 1, 2, 3].map((label) => count(test, label))).toEqual([6, 3, 1, 0]);
    expect([...train, ...test].sort((a, b) => a - b)).toEqual(Array.from(labels.keys()));
    expect(split('a')).toEqual({ train, test });
    expect(split('b')).not.toEqual({ train, test });
  });
});

describe('writeSplit', () => {
  it('writes lists of absolute paths for folders and overwrites nothing', async () => {
    for (const name of ['moon/a b.png', 'moon/c.png', 'sun/d.png', 'sun/e.png']) {
      await mkdir(join(folder, 'set', name, '..'), { recursive: true });
      await writeFile(join(folder, 'set', name), '');
    }
    const options = { part: join(folder, 'set'), folder: join(folder, 'lists'), share: 0.5, seed: 0 };
    const { train, test, classNames } = await writeSplit(options);
    expect(classNames).toEqual(['moon', 'sun']);
    const lines = [train, test].map(async ({ path }) => (await readFile(path, 'utf8')).trimEnd().split('\n'));
    const [first, second] = await Promise.all(lines);
    expect([...(first ?? []), ...(second ?? [])].sort()).toEqual(
      ['moon/a b.png\t0\tmoon', 'moon/c.png\t0\tmoon', 'sun/d.png\t1\tsun', 'sun/e.png\t1\tsun'].map((line) =>
        join(folder, 'set', line),
      ),
    );
    expect(second?.map((line) => line.split('\t')[1])).toEqual(['0', '1']);
    await expect(writeSplit(options)).rejects.toThrow(/train\.txt already exists/);
  });

  it('writes names that are not UTF-8 as they are, so that the lists can be read', async () => {
    const set = join(folder, 'gbk');
    await mkdir(set);
    for (const name of ['\xbc\xd7', '\xd2\xd2']) {
      const inside = Buffer.from(`${set}/${name}`, 'latin1');
      await mkdir(inside);
      for (const n of [1, 2])
        await writeFile(Buffer.concat([inside, Buffer.from(`/${n}.png`)]), png([[n, n]]));
    }
    const { train, test } = await writeSplit({
      part: set,
      folder: join(folder, 'bytes'),
      share: 0.5,
      seed: 0,
    });
    const levels = [];
    for (const { path } of [train, test]) {
      const listing = await readList(path);
      expect(listing.files.map((file) => file.slice(set.length, -6))).toEqual(['/\\xbc\\xd7', '/\\xd2\\xd2']);
      for (const i of listing.files.keys()) levels.push((await listing.decode(i)).data[0]);
    }
    expect(levels.sort()).toEqual([1, 1, 2, 2]);
  });

  it('writes IDX pairs for an IDX pair: the same images with the same labels', async () => {
    const count = 12;
    const pixels = Uint8Array.from({ length: count * 4 }, (_, i) => i >> 2);
    const images = join(folder, 'images');
    await writeFile(images, encodeIdx([count, 2, 2], pixels));
    await writeFile(
      join(folder, 'labels'),
      encodeIdx(
        [count],
        Uint8Array.from({ length: count }, (_, i) => i % 3),
      ),
    );
    const { train, test } = await writeSplit({
      part: images,
      folder: join(folder, 'idx'),
      share: 0.5,
      seed: 1,
    });
    expect([train.images, test.images]).toEqual([6, 6]);
    const seen = [];
    for (const { path } of [train, test]) {
      const pair = await readIdxPair(path);
      for (const [i, label] of pair.labels.entries()) {
        const { data } = await pair.decode(i);
        expect(label).toBe((data[0] ?? NaN) % 3);
        seen.push(data[0]);
      }
    }
    expect(seen.sort((a, b) => (a ?? 0) - (b ?? 0))).toEqual(Array.from({ length: count }, (_, i) => i));
  });
});
