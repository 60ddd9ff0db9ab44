import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { dataSchema, type DataPart } from '@jiagu/config';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { png } from './image-makers.js';
import { findNamedImages, openNamedImages } from './named-images.js';
import { pack } from './packed/pack.js';
import { encodeIdx } from './readers/idx.js';
import { readableImages } from './verify-images.js';

let folder: string;
const classNames = ['a', 'b'];
const at = (name: string) => join(folder, name);

async function write(name: string, content: string | Uint8Array): Promise<string> {
  await mkdir(dirname(at(name)), { recursive: true });
  await writeFile(at(name), content);
  return at(name);
}

/** An image of one level, by which it is known again. */
const image = (name: string, level: number) => write(name, png(Array(16).fill(Array(16).fill(level))));

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'jiagu-named-'));
  await image('set/a/1.png', 10);
  await image('set/b/deep/2', 20);
  await image('set/0.png', 30);
  await write('set/a/.hidden.png', '');
  await write(
    'images.idx',
    encodeIdx(
      [2, 4, 4],
      Uint8Array.from({ length: 32 }, (_, i) => (i < 16 ? 40 : 50)),
    ),
  );
  await write('labels.idx', encodeIdx([2], Uint8Array.of(0, 1)));
  await write('list.csv', 'path,label\n"set/0.png",0\nset/a/1.png\n');
});
afterAll(() => rm(folder, { recursive: true }));

const config = () =>
  dataSchema.parse({
    source: { train: at('study'), test: at('study') },
    target: { train: at('study'), test: at('study') },
    classes: 2,
    channels: 1,
    imageSize: 16,
  });

/** Levels of the images that can be read, and everything that can't. */
async function read(...places: DataPart[]) {
  const found = await findNamedImages(places);
  const dataset = await openNamedImages(found, { data: config(), domain: 'target', classNames });
  const { indices, failures } = await readableImages(dataset);
  const levels = await Promise.all(indices.map(async (i) => (await dataset.read(i)).data[0]));
  expect([...dataset.labels].every((label) => label === -1)).toBe(true);
  expect(dataset.classNames).toBe(classNames);
  return { levels, failures: [...found.failures, ...failures], leftOut: found.leftOut };
}

describe('findNamedImages', () => {
  it('reads single images, folders with all below, lists, IDX files and pairs, in their order', async () => {
    const pair = { images: at('images.idx'), labels: at('labels.idx') };
    expect((await read(at('set/b/deep/2'), at('images.idx'), at('set/a/1.png'))).levels).toEqual([
      20, 40, 50, 10,
    ]);
    expect((await read(pair, { list: at('list.csv') })).levels).toEqual([40, 50, 30, 10]);
    expect(await read(at('set'))).toEqual({
      levels: [30, 10, 20],
      failures: [],
      leftOut: [{ file: at('set/a/.hidden.png'), reason: 'hidden' }],
    });
  });

  it('tells what can not be read, and reads the rest', async () => {
    const bad = await write('bad.png', 'no image');
    const { levels, failures } = await read(at('nowhere'), bad, at('list.csv'), at('set/0.png'));
    expect(levels).toEqual([30, 10, 30]);
    expect(failures).toHaveLength(3);
    expect(failures[0]).toMatch(/there is no image, folder, list or IDX file .*\/nowhere$/);
    expect(failures[1]).toMatch(/target: image .*\/bad\.png can't be read/);
    expect(failures[2]).toMatch(
      /target: .*list\.csv:1: image .*\/path,label can't be read: there is no such file/,
    );
    expect(await read(at('nowhere'))).toMatchObject({ levels: [], failures: [failures[0]] });
  });

  it("reads a packed file's images of the domain, and refuses one of other settings", async () => {
    await image('study/a/1.png', 60);
    await image('study/b/1.png', 70);
    await pack(config(), at('study.packed'));
    expect((await read(at('study.packed'), at('set/0.png'))).levels).toEqual([60, 70, 60, 70, 30]);
    await pack({ ...config(), resizeTo: 20 }, at('other.packed'));
    await expect(read(at('other.packed'))).rejects.toThrow(
      /other\.packed was packed with other settings: data\.resizeTo/,
    );
  });
});
