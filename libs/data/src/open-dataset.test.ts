import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { dataSchema, preprocessSchema } from '@jiagu/config';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ImageCache } from './image-cache.js';
import { openDataset } from './open-dataset.js';
import { openDomains, openTests } from './open-domains.js';
import { partDigest } from './part-digest.js';
import { verifyImages } from './verify-images.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'jiagu-datasets-'));
  for (const path of ['a/sun/2.png', 'a/sun/1.PNG', 'a/moon/x y.png', 'b/sun/1.png', 'c/star/1.png'])
    await image(path);
  await write('a/moon/notes.txt', 'no image');
});
afterAll(() => rm(folder, { recursive: true }));

const options = {
  name: 'source.train',
  classes: 2,
  channels: 1 as const,
  resizeTo: 4,
  preprocess: preprocessSchema.parse({}),
};

async function write(path: string, content: string | Uint8Array): Promise<string> {
  const full = join(folder, path);
  await mkdir(dirname(full), { recursive: true });
  await writeFile(full, content);
  return full;
}

const image = async (path: string) =>
  write(
    path,
    await sharp({ create: { width: 6, height: 8, channels: 3, background: '#808080' } })
      .png()
      .toBuffer(),
  );

describe('openDataset', () => {
  it('numbers class folders by the order of their names', async () => {
    const dataset = await openDataset(join(folder, 'a'), options);
    expect(dataset.classNames).toEqual(['moon', 'sun']);
    expect([...dataset.labels]).toEqual([0, 1, 1]);
    expect(dataset.files.map((file) => file.slice(folder.length))).toEqual([
      '/a/moon/x y.png',
      '/a/sun/1.PNG',
      '/a/sun/2.png',
    ]);
    expect(await dataset.read(0)).toMatchObject({ width: 4, height: 4, channels: 1 });
  });

  it('reads lists with a byte order mark, CRLF, spaces and empty lines, relative to the list or a root', async () => {
    const text = '\uFEFFmoon/x y.png\t0\r\n\r\nsun/1.PNG\t1\r\n';
    const beside = await openDataset(await write('a/list.txt', text), options);
    expect(beside.files).toEqual([join(folder, 'a/moon/x y.png'), join(folder, 'a/sun/1.PNG')]);
    expect([...beside.labels]).toEqual([0, 1]);
    const list = await write('elsewhere/list.txt', text.replaceAll('\r', ''));
    const rooted = await openDataset({ list, root: join(folder, 'a') }, options);
    expect(rooted.files).toEqual(beside.files);
    const commas = await write('a/list.csv', 'moon/x y.png,0\n"sun/1.PNG" , 1\nsun/a,2.png\t1\n');
    const { files, labels } = await openDataset(commas, options);
    expect(files).toEqual([...beside.files, join(folder, 'a/sun/a,2.png')]);
    expect([...labels]).toEqual([0, 1, 1]);
  });

  it.each([
    ['a/1.png\t0\na/2.png 1\n', /list\.txt:2: expected "path<TAB>label".*a\/2\.png 1/],
    ['a/1.png\t0\n\na/2.png\tsun\n', /list\.txt:3: expected/],
    ['a/1.png\t0\na/2.png\t2\n', /list\.txt:2: label 2 is outside 0\.\.1/],
    ['a/1.png\t-1\n', /list\.txt:1: label -1 is outside/],
    ['a/1.png\t0\tsun\n', /there are 1 named classes but .*list\.txt:1/],
    ['\n \n', /list\.txt: the list names no image/],
    [Buffer.from([0xb4, 0xf3, 0x09, 0x30]), /list\.txt: the list is not UTF-8/],
  ])('names the line of a bad list %#', async (content, message) => {
    await expect(openDataset(await write('bad/list.txt', content), options)).rejects.toThrow(message);
  });

  it('names the folder that is absent, empty or has another number of classes', async () => {
    await mkdir(join(folder, 'empty'));
    await mkdir(join(folder, 'hollow/sun'), { recursive: true });
    await expect(openDataset(join(folder, 'absent'), options)).rejects.toThrow(/source\.train: .*\/absent/);
    await expect(openDataset(join(folder, 'empty'), options)).rejects.toThrow(/\/empty.*no subfolders/);
    await expect(openDataset(join(folder, 'hollow'), options)).rejects.toThrow(/hollow\/sun.*no image/);
    await expect(openDataset(join(folder, 'a'), { ...options, classes: 3 })).rejects.toThrow(
      /2 class folders but data\.classes is 3 \(the first image: .*a\/moon/,
    );
  });

  it('keeps no more decoded images than the shared budget allows', async () => {
    const cache = new ImageCache(40 / 2 ** 20); // two images of 16 bytes
    const [first, second] = await Promise.all(
      [1, 2].map(() => openDataset(join(folder, 'a'), { ...options, cache })),
    );
    expect(await first?.read(0)).toBe(await first?.read(0));
    expect(await second?.read(0)).toBe(await second?.read(0));
    expect(await second?.read(1)).not.toBe(await second?.read(1));
    expect(cache.freeBytes).toBe(8);
  });
});

describe('openDomains', () => {
  const config = (target: string) =>
    dataSchema.parse({
      source: { train: join(folder, 'a'), test: join(folder, 'a') },
      target: { train: join(folder, target), test: join(folder, target) },
      classes: 2,
      imageSize: 16,
    });

  it("matches the folders of other parts to the source's classes by name", async () => {
    const { classNames, target } = await openDomains(config('b'));
    expect(classNames).toEqual(['moon', 'sun']);
    expect([...(target?.train.labels ?? [])]).toEqual([1]);
  });

  it('takes an unlabelled source where no label of it is needed', async () => {
    const unlabelled = { ...config('b'), source: { train: join(folder, 'a/sun'), test: join(folder, 'a') } };
    const { source } = await openDomains({ ...unlabelled, classNames: ['moon', 'sun'] }, { labels: false });
    expect([...(source?.train.labels ?? [])]).toEqual([-1, -1]);
    await expect(openDomains(unlabelled)).rejects.toThrow(/source\.train: .*no labels/);
  });

  it('takes test images without labels where none are needed, also when they are opened alone', async () => {
    const unlabelled = {
      ...config('a'),
      target: { train: join(folder, 'a/sun'), test: join(folder, 'a/sun') },
    };
    const known = { names: ['moon', 'sun'], whose: 'the run' };
    const { target } = await openDomains(unlabelled, { labels: false });
    const alone = await openTests(unlabelled, known, { labels: false });
    for (const test of [target?.test, alone.target?.test])
      expect([...(test?.labels ?? [])]).toEqual([-1, -1]);
    await expect(openDomains(unlabelled)).rejects.toThrow(/target\.test: .*no labels/);
    await expect(openTests(unlabelled, known)).rejects.toThrow(/target\.test: .*no labels/);
  });

  it('refuses a class that the source does not have, with both lists', async () => {
    await expect(openDomains(config('c'))).rejects.toThrow(
      /target\.train: .*"star" unknown to data\.source\.train.*knows "moon", "sun"; this part has "star"/,
    );
  });

  it("gives every part the numbers of a run's names, and refuses renamed folders", async () => {
    const known = { names: ['sun', 'star', 'moon'], whose: 'the run' };
    const { classNames, source, target } = await openDomains({ ...config('c'), classes: 3 }, { known });
    expect(classNames).toEqual(known.names);
    expect([...(source?.train.labels ?? [])]).toEqual([2, 0, 0]);
    expect([...(target?.test.labels ?? [])]).toEqual([1]);
    const renamed = { known: { names: ['moon', '01'], whose: 'the run' } };
    await expect(openDomains(config('b'), renamed)).rejects.toThrow(
      /source\.train: .*"sun" unknown to the run; the run knows "moon", "01"; this part has "moon", "sun"/,
    );
  });
});

describe('lists with names', () => {
  const known = { names: ['moon', 'star', 'sun'], whose: 'the run' };

  it('are matched by name, whatever their numbers', async () => {
    const list = await write(
      'a/named.txt',
      'sun/1.PNG\t0\tsun\nmoon/x y.png\t7\tmoon\r\nsun/2.png\t0\tsun\n',
    );
    const alone = await openDataset(list, options);
    // In the order of their labels.
    expect([alone.classNames, [...alone.labels]]).toEqual([
      ['sun', 'moon'],
      [0, 1, 0],
    ]);
    const matched = await openDataset(list, { ...options, classes: 3, known });
    expect([...matched.labels]).toEqual([2, 0, 2]);
    expect(matched.assumption).toBeUndefined();
    await expect(
      openDataset(list, { ...options, known: { ...known, names: ['moon', '0'] } }),
    ).rejects.toThrow(/"sun" unknown to the run/);
  });

  it('are refused where names and numbers contradict each other, or some are absent', async () => {
    const bad = async (content: string) => openDataset(await write('a/bad-names.txt', content), options);
    await expect(bad('1\t0\tsun\n2\t0\tmoon\n')).rejects.toThrow(
      /:2: label 0 is called moon, but sun before/,
    );
    await expect(bad('1\t0\tsun\n2\t1\tsun\n')).rejects.toThrow(/:2: sun has label 1, but 0 before/);
    await expect(bad('1\t0\tsun\n2\t1\n')).rejects.toThrow(/:2: the class has no name/);
  });
});

describe('partDigest', () => {
  it('is that of images and classes by name, wherever they lie and however they are numbered', async () => {
    const list = async (path: string, text: string) =>
      partDigest(await openDataset(await write(path, text), options));
    const digest = await list('a/one.txt', 'sun/1.PNG\t0\tsun\nmoon/x y.png\t1\tmoon\n');
    expect(await list('b/one.txt', 'elsewhere/1.PNG\t1\tsun\nx y.png\t0\tmoon\n')).toBe(digest);
    expect(await list('a/two.txt', 'sun/1.PNG\t0\tmoon\nmoon/x y.png\t1\tsun\n')).not.toBe(digest);
    expect(await list('a/two.txt', 'moon/x y.png\t1\tmoon\nsun/1.PNG\t0\tsun\n')).not.toBe(digest);
  });
});

describe('labels without names', () => {
  const open = async (names: string[] | undefined, numbered = false) =>
    openDataset(await write('a/numbers.txt', 'sun/1.PNG\t1\nmoon/x y.png\t0\n'), {
      ...options,
      classes: names?.length ?? 2,
      ...(names && { known: { names, whose: 'the run', numbered } }),
    });

  it('stand for the places of the names, which is said, unless the names say no more', async () => {
    expect((await open(['moon', 'sun'])).assumption).toMatch(/assumed: 0 for "moon", 1 for "sun"/);
    expect((await open(undefined)).assumption).toBeUndefined();
    expect((await open(['00', '01'])).assumption).toBeUndefined();
    expect((await open(['moon', 'sun'], true)).assumption).toBeUndefined();
  });

  it('are refused where the names are numbers in other places', async () => {
    await expect(open(['1', '10', '2'])).rejects.toThrow(
      /is label 0 the class "0", or "1".*data\.classNames/,
    );
    expect([...(await open(['1', '10', '2'], true)).labels]).toEqual([1, 0]);
  });
});

it('refuses a pipe rather than wait for it', async () => {
  const pipe = join(folder, 'pipe');
  execFileSync('mkfifo', [pipe]);
  await expect(openDataset(pipe, options)).rejects.toThrow(/pipe is a pipe or device; write what it gives/);
});

describe('labels of the target', () => {
  it('may be absent in the training part, and there alone', async () => {
    const unlabelled = join(folder, 'a/sun');
    const target = { ...options, name: 'target.train', labelled: false };
    expect([...(await openDataset(unlabelled, target)).labels]).toEqual([-1, -1]);
    const list = await write('a/some.txt', 'sun/1.PNG\t-1\nmoon/x y.png\t0\n');
    expect([...(await openDataset(list, target)).labels]).toEqual([-1, 0]);
    await expect(openDataset(unlabelled, options)).rejects.toThrow(/source\.train: .*no labels/);
    await expect(openDataset(list, options)).rejects.toThrow(/some\.txt:1: label -1 is outside/);
  });
});

describe('verifyImages', () => {
  it('names the line of the first bad image and counts the others', async () => {
    await write('a/zero.png', '');
    const list = await write('a/bad.txt', 'sun/1.PNG\t1\nzero.png\t0\nabsent.png\t0\n');
    await expect(verifyImages(await openDataset(list, options))).rejects.toThrow(
      /^source\.train: .*bad\.txt:2: image .*zero\.png can't be read: the file is empty.*and 1 more of its 3/,
    );
    await expect(verifyImages(await openDataset(join(folder, 'a'), options))).resolves.toBeUndefined();
  });

  it('finds what is cut off behind the header unless decoding costs too much', async () => {
    const noise = Buffer.from(Array.from({ length: 40 * 40 }, (_, i) => (i * i * 7919) % 251));
    const png = await sharp(noise, { raw: { width: 40, height: 40, channels: 1 } })
      .png()
      .toBuffer();
    await write('cut/1.png', png.subarray(0, Math.floor(png.length / 2)));
    const list = await write('cut/list.txt', '1.png\t1\n');
    const open = () => openDataset(list, options);
    await expect(verifyImages(await open())).rejects.toThrow(/list\.txt:1: .*1\.png/);
    await expect(verifyImages(await open(), 25_000 + png.length / 4)).resolves.toBeUndefined();
  });
});
