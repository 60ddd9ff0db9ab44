import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RandomStream } from '@jiagu/random';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeIdx } from '../readers/idx.js';
import { readIdxPair } from '../readers/idx-pair.js';
import { readList } from '../readers/list-file.js';
import { thinLabels } from './thin-labels.js';
import { writeThinned } from './write-thinned.js';

let folder: string;
const at = (...names: string[]) => join(folder, ...names);
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'jiagu-thin-'));
  for (const [name, images] of Object.entries({ bird: 6, moon: 7, ox: 9, sun: 6, tree: 8 })) {
    await mkdir(at('set', name), { recursive: true });
    for (let i = 0; i < images; i++) await writeFile(at('set', name, `${i}.png`), '');
  }
});
afterAll(() => rm(folder, { recursive: true }));

const write = (output: string, counts: number[], seed = 0, part = at('set')) =>
  writeThinned({ part, folder: at(output), counts, seed, provenance: { jiagu: '1' } });

describe('thinLabels', () => {
  const labels = Int32Array.from({ length: 900 }, (_, i) => (i * 7) % 9);
  const thin = (counts: number[], seed = 'a') => thinLabels(labels, counts, new RandomStream(seed));

  it('divides classes at random into groups of one size, which keep their counts', () => {
    const { groups, indices, scarce } = thin([50, 20, 5, 2]);
    expect(scarce).toEqual([]);
    expect(groups.map(({ count }) => count)).toEqual([50, 20, 5, 2]);
    expect(groups.map(({ labels: own }) => own.length).sort()).toEqual([2, 2, 2, 3]);
    expect(groups.flatMap(({ labels: own }) => own).sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
    for (const group of groups)
      for (const label of group.labels)
        expect(indices.filter((i) => labels[i] === label)).toHaveLength(group.count);
    expect(new Set(indices).size).toBe(indices.length);
    expect(thin([50, 20, 5, 2])).toEqual({ groups, indices, scarce });
    expect(thin([50, 20, 5, 2], 'b').groups).not.toEqual(groups);
  });

  it('keeps among its images those that it keeps at a smaller count', () => {
    const [many, few] = [thin([80, 20]), thin([30, 2])];
    expect(few.groups.map(({ labels: own }) => own)).toEqual(many.groups.map(({ labels: own }) => own));
    const kept = new Set(many.indices);
    expect(few.indices.filter((i) => !kept.has(i))).toEqual([]);
    // Not the first ones.
    expect(few.indices.some((i) => i >= 450)).toBe(true);
  });
});

describe('writeThinned', () => {
  it('writes a list of absolute paths with the names of the set, and the groups', async () => {
    const { path, images, groups } = await write('lists', [6, 3, 1]);
    expect(groups.map(({ name, images: kept }) => [name, kept])).toEqual([
      ['head', 6],
      ['medium', 3],
      ['tail', 1],
    ]);
    const listing = await readList(path);
    expect(listing.faults).toEqual([]);
    expect(listing.classNames).toEqual(['bird', 'moon', 'ox', 'sun', 'tree']);
    expect(listing.files).toHaveLength(images);
    for (const group of groups)
      for (const name of group.classes) {
        const files = listing.files.filter((file) => file.startsWith(at('set', name)));
        expect(files).toHaveLength(group.images);
        expect(new Set(files.map((file) => listing.labels[listing.files.indexOf(file)])).size).toBe(1);
      }
    expect(await readFile(path, 'utf8')).toMatch(/^# \d+ images of .*set, 6, 3, 1 a class.*groups\.json\n\//);
    expect(JSON.parse(await readFile(at('lists', 'groups.json'), 'utf8'))).toEqual({
      jiagu: '1',
      set: at('set'),
      seed: 0,
      numbered: false,
      groups,
    });
  });

  it('refuses a set that is too small, before anything is written', async () => {
    await expect(write('none', [7, 1], 1)).rejects.toThrow(
      /classes have fewer images than their group keeps: (bird|sun) has 6, not 7.*Lower --counts/,
    );
    await writeFile(at('short.txt'), 'a.png\t0\nb.png\t1\nc.png\t-1\n');
    await expect(write('none', [3, 2], 0, at('short.txt'))).rejects.toThrow(
      /short\.txt:3: the image has no label/,
    );
    await writeFile(at('two.txt'), 'a.png\t0\nb.png\t1\n');
    await expect(write('none', [3, 2, 1], 0, at('two.txt'))).rejects.toThrow(
      /fewer classes than the 3 groups/,
    );
    expect((await readdir(folder)).filter((name) => name.includes('none'))).toEqual([]);
  });

  it('writes a smaller IDX pair for an IDX pair', async () => {
    const labels = Uint8Array.from({ length: 12 }, (_, i) => i % 2);
    await writeFile(at('images'), encodeIdx([12, 1, 1], Uint8Array.from(labels.keys())));
    await writeFile(at('labels'), encodeIdx([12], labels));
    const { path, groups } = await write('idx', [4, 1], 0, at('images'));
    const pair = await readIdxPair(path);
    for (const [i, label] of pair.labels.entries())
      expect(((await pair.decode(i)).data[0] ?? NaN) % 2).toBe(label);
    const counts = groups.map(({ classes: [name = ''] }) =>
      pair.labels.filter((label) => label === Number(name)),
    );
    expect(counts.map(({ length }) => length)).toEqual([4, 1]);
    expect(JSON.parse(await readFile(at('idx', 'groups.json'), 'utf8'))).toMatchObject({ numbered: true });
  });
});
