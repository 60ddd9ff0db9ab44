import { copyFile, mkdtemp, open, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dataSchema, syntheticSchema, type DataConfig } from '@jiagu/config';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkData } from '../check/check-data.js';
import type { Dataset } from '../dataset.js';
import { datasetsOf, domainData } from '../domains.js';
import { openDomains, openImages } from '../open-domains.js';
import { partsOf } from '../part-names.js';
import { synthesize } from '../synthetic/synthesize.js';
import { checkPacked } from './check-packed.js';
import { pack } from './pack.js';

let folder: string;
let config: DataConfig;
let packed: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'jiagu-packed-'));
  const set = join(folder, 'set');
  await synthesize(
    syntheticSchema.parse({ folder: set, classes: 3, size: 24, trainPerClass: 3, testPerClass: 2 }),
  );
  // One image in colour: it alone takes three channels.
  const red = sharp({ create: { width: 20, height: 30, channels: 3, background: '#c02010' } });
  await red.png().toFile(join(set, 'rubbing/train/c001/red.png'));
  packed = join(folder, 'set.packed');
  config = dataSchema.parse({
    source: { train: join(set, 'handprint/train'), test: join(set, 'handprint/test') },
    target: { train: join(set, 'rubbing/train'), test: join(set, 'rubbing/test') },
    classes: 3,
    imageSize: 16,
    resizeTo: 20,
    preprocess: { source: { trim: 'ink', margin: 0.1 } },
    packed,
  });
  await pack(config, packed);
});
afterAll(() => rm(folder, { recursive: true }));

async function damage(name: string, change: (path: string) => Promise<void>): Promise<DataConfig> {
  const path = join(folder, name);
  await copyFile(packed, path);
  await change(path);
  return { ...config, packed: path };
}

describe('a packed file', () => {
  it('holds the images, labels and names that the files give', async () => {
    const [fromFile, fromImages] = [await openDomains(config), await openImages(config)];
    expect(fromFile.classNames).toEqual(fromImages.classNames);
    const [packedParts, parts] = [datasetsOf(fromFile), datasetsOf(fromImages)];
    expect(packedParts.map(({ name }) => name)).toEqual([
      'source.train',
      'source.test',
      'target.train',
      'target.test',
    ]);
    for (const [n, b] of parts.entries()) {
      const a = packedParts[n] as Dataset;
      expect(a.files).toEqual(b.files);
      expect(a.labels).toEqual(b.labels);
      for (let i = 0; i < b.length; i++) expect(await a.read(i)).toEqual(await b.read(i));
    }
    expect((await domainData(fromFile, 'target').train.read(6)).channels).toBe(3);
  });

  it('holds one domain where the configuration has one', async () => {
    const alone = { ...config, source: undefined, packed: join(folder, 'scans.packed') };
    await pack(alone, alone.packed);
    const { source, target } = await openDomains(alone);
    expect(source).toBeUndefined();
    expect(target?.train.length).toBe(10);
    await expect(openDomains({ ...config, packed: alone.packed })).rejects.toThrow(
      /other settings: data\.source was undefined/,
    );
  });

  it('holds a mixture, whose shares may change, but not its parts', async () => {
    const train = (share: number, part = join(folder, 'set/handprint/train')) => [
      { part: join(folder, 'set/handprint/test'), share },
      { part, share: 0.5 },
    ];
    const source = (...given: Parameters<typeof train>) => ({
      train: train(...given),
      test: join(folder, 'set/handprint/test'),
    });
    const mixed = { ...config, source: source(0.5), packed: join(folder, 'mixed.packed') };
    await pack(mixed, mixed.packed);
    const fromFile = domainData(await openDomains({ ...mixed, source: source(1) }), 'source').train;
    const fromImages = domainData(await openImages(mixed), 'source').train;
    expect(fromFile.files).toEqual(fromImages.files);
    for (let i = 0; i < 15; i++) expect(await fromFile.read(i)).toEqual(await fromImages.read(i));
    const parts = (set: Dataset) => set.mixture?.map(({ images, share }) => [images, share]);
    expect(parts(fromImages)).toEqual([
      [6, 0.5],
      [9, 0.5],
    ]);
    expect(parts(fromFile)).toEqual([
      [6, 1 / 1.5],
      [9, 0.5 / 1.5],
    ]);
    await expect(
      openDomains({ ...mixed, source: source(0.5, join(folder, 'set/handprint/test')) }),
    ).rejects.toThrow(/packed with other settings: data\.source was/);
    const { checked } = await checkData({ parts: partsOf(mixed), classes: 3 });
    expect((await checkPacked(mixed, checked)).map(({ severity }) => severity)).toEqual(['note']);
  });

  it('is refused when it is damaged, cut off, something else, or made with other settings', async () => {
    const flipped = await damage('flipped', async (path) => {
      const handle = await open(path, 'r+');
      await handle.write(Uint8Array.of(77), 0, 1, 64 + 400 + 7); // in the second image
      await handle.close();
    });
    const source = domainData(await openDomains(flipped), 'source');
    await expect(source.train.read(0)).resolves.toBeDefined();
    await expect(source.train.read(1)).rejects.toThrow(/flipped is damaged at the image of .*0001\.png/);
    const cut = await damage('cut', (path) => truncate(path, 5000));
    await expect(openDomains(cut)).rejects.toThrow(/cut is cut off or damaged.*pack again/);
    const text = await damage('text', (path) => writeFile(path, 'a list?'));
    await expect(openDomains(text)).rejects.toThrow(/text is no packed file/);
    await expect(openDomains({ ...config, resizeTo: 24 })).rejects.toThrow(
      /other settings: data\.resizeTo was 20, now it is 24.*pack again/,
    );
    // What does not change the images may change.
    await expect(openDomains({ ...config, imageSize: 20, balanced: true })).resolves.toBeDefined();
  });

  it('gives the labels the numbers of a run, by name, or is refused', async () => {
    const natural = await openDomains(config);
    const run = { names: ['c002', 'c000', 'c001'], whose: 'the run' };
    const { source, classNames } = await openDomains(config, { known: run });
    expect(classNames).toEqual(run.names);
    expect([...(source?.test.labels ?? [])]).toEqual(
      Array.from(natural.source?.test.labels ?? [], (label) => [1, 2, 0][label]),
    );
    await expect(openDomains(config, { known: { ...run, names: ['c002', 'c000', 'x'] } })).rejects.toThrow(
      /set\.packed: .*"c001" unknown to the run.*knows "c002", "c000", "x"; the packed file has "c000"/,
    );
  });

  it('appears as a whole or not at all', async () => {
    const broken = join(folder, 'set/handprint/test/c002/broken.png');
    await writeFile(broken, 'no image');
    await expect(pack(config, join(folder, 'never.packed'))).rejects.toThrow(/source\.test: .*broken\.png/);
    expect((await readdir(folder)).filter((name) => name.includes('never'))).toEqual([]);
    await rm(broken);
  });

  it('is told from its sources when these have changed', async () => {
    const findings = async () => {
      const parts = partsOf(config);
      const { checked } = await checkData({ parts, classes: 3 });
      return (await checkPacked(config, checked)).map(({ severity }) => severity);
    };
    expect(await findings()).toEqual(['note']);
    const image = join(folder, 'set/rubbing/test/c000/0000.png');
    await writeFile(image, await sharp(image).negate().png().toBuffer());
    expect(await findings()).toEqual(['error']);
  });
});
