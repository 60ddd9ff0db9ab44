import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Mixture } from '@jiagu/config';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkData } from '../check/check-data.js';
import { describeData } from '../describe-data.js';
import { png } from '../image-makers.js';
import { partDigest } from '../part-digest.js';
import { openDataset } from '../open-dataset.js';
import { encodeIdx } from './idx.js';
import { readStudyPart } from './read-study-part.js';
import { preprocessSchema } from '@jiagu/config';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'jiagu-mixture-'));
  const files = { 'real/moon/1.png': 10, 'real/sun/2.png': 20, 'real/sun/3.png': 30, 'drawn/4.png': 40 };
  for (const [name, level] of Object.entries(files)) {
    await mkdir(join(at(name), '..'), { recursive: true });
    await writeFile(at(name), png([[level]]));
  }
  await writeFile(at('real/notes.txt'), 'by hand');
  await writeFile(at('drawn/list.txt'), '# drawn\n4.png\t7\tsun\n');
  await writeFile(at('drawn/other.txt'), '4.png\t0\tstar\n');
  await writeFile(at('scans.idx'), encodeIdx([2, 1, 1], Uint8Array.of(50, 60)));
  await writeFile(at('labels.idx'), encodeIdx([2], Uint8Array.of(1, 0)));
});
afterAll(() => rm(folder, { recursive: true }));

const at = (name: string) => join(folder, name);
const real = () => ({ part: at('real'), share: 0.6 });
const mixture = (): Mixture => [
  real(),
  { part: at('drawn/list.txt'), share: 0.2 },
  { part: { images: at('scans.idx'), labels: at('labels.idx') }, share: 0.4 },
];
const read = (part: Mixture) => readStudyPart(part, 'data.source.train', { classes: 2, labelled: true });
const open = (train: Mixture, name = 'source.train') =>
  openDataset(train, {
    name,
    classes: 2,
    channels: 1,
    resizeTo: 1,
    preprocess: preprocessSchema.parse({}),
  });

describe('a mixture', () => {
  it('is read as one part: images one after the other, classes by name, shares that add up to 1', async () => {
    const { listing, classified } = await read(mixture());
    expect(classified).toMatchObject({ classNames: ['moon', 'sun'], faults: [] });
    expect([...classified.labels]).toEqual([0, 1, 1, 1, 1, 0]);
    const levels = await Promise.all(Array.from({ length: 6 }, (_, i) => listing.decode(i)));
    expect(levels.map(({ data }) => data[0])).toEqual([10, 20, 30, 40, 50, 60]);
    expect(listing.origin(3)).toBe(`${at('drawn/list.txt')}:2`);
    expect(listing.mixture).toEqual([
      { place: at('real'), images: 3, share: expect.closeTo(0.5, 12) },
      { place: at('drawn/list.txt'), images: 1, share: expect.closeTo(1 / 6, 12) },
      { place: at('scans.idx'), images: 2, share: expect.closeTo(1 / 3, 12) },
    ]);
    expect(listing.leftOut?.map(({ file }) => file)).toEqual([at('real/notes.txt')]);
    // Labels without names are positions among the names of the first part, and that is told.
    expect(classified.assumption).toMatch(/scans\.idx: .*assumed: 0 for "moon", 1 for "sun"/);
    const dataset = await open(mixture());
    expect((await dataset.read(4)).data[0]).toBe(50);
    await expect(dataset.checkHeader?.(5)).resolves.toBeUndefined();
  });

  it('is refused where its parts have different classes, with both lists', async () => {
    const parts = [real(), { part: at('drawn/other.txt'), share: 1 }];
    await expect(open(parts)).rejects.toThrow(
      new RegExp(
        'data\\.source\\.train: .*drawn/other\\.txt: the classes are not those of .*real: "star" unknown to .*real; ' +
          '.*real knows "moon", "sun"; this part has "star"',
      ),
    );
    const absent = [real(), { part: at('nowhere'), share: 1 }];
    await expect(open(absent)).rejects.toThrow(/data\.source\.train\.1\.part: there is no .*nowhere/);
  });

  it('is known to the check, the description and the digest', async () => {
    const data = { parts: [['source.train', mixture()]] as const, classes: 2 };
    const { parts, findings } = await checkData(data);
    const expected = { layout: 'mixture', images: 6, perClass: [2, 4], unlabelled: 0, leftOut: 1 };
    expect(parts['source.train']).toMatchObject({ ...expected, unreadable: 0 });
    expect(parts['source.train']?.mixture).toHaveLength(3);
    expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
    const description = await describeData(data);
    expect(description.parts['source.train']).toMatchObject(expected);
    expect(description.parts['source.train']?.mixture).toEqual(parts['source.train']?.mixture);
    // The same images with another border between the parts make other batches.
    const [, list] = mixture();
    const twice = (await Promise.all([open([real(), list as Mixture[number]]), open([real()])])).map(
      partDigest,
    );
    expect(twice[0]).not.toBe(twice[1]);
    const moved = { ...(await open(mixture())) } as Parameters<typeof partDigest>[0];
    const digest = (images: number[]) =>
      partDigest({ ...moved, mixture: images.map((count) => ({ place: '', images: count, share: 0.5 })) });
    expect(digest([3, 3])).not.toBe(digest([2, 4]));
  });
});
