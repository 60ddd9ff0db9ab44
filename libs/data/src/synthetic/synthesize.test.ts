import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { preprocessSchema, type SyntheticConfig } from '@jiagu/config';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDataset } from '../open-dataset.js';
import { correlation, appearance, distinctGlyphs, MAXIMUM_CORRELATION } from './distinct-glyphs.js';
import { rasterize } from './rasterize.js';
import { synthesize } from './synthesize.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'jiagu-synthetic-'));
});
afterAll(() => rm(folder, { recursive: true }));

const config = (name: string, changes: Partial<SyntheticConfig> = {}): SyntheticConfig => ({
  folder: join(folder, name),
  classes: 3,
  seed: 7,
  size: 32,
  severity: 1,
  trainPerClass: 3,
  testPerClass: 1,
  paired: false,
  ...changes,
});

/** Every file below a folder with its bytes. */
async function content(name: string): Promise<Map<string, string>> {
  const entries = await readdir(join(folder, name), { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const read = files.sort().map(async (file) => {
    const bytes = await readFile(file, 'base64');
    return [file.slice(join(folder, name).length), bytes] as const;
  });
  return new Map(await Promise.all(read));
}

describe('synthesize', () => {
  it('makes the same files for the same seed, others for another, and the same images in a larger set', async () => {
    const first = await synthesize(config('first'));
    // As recipe 1 made it before there were pairs: data sets and their digests in configurations stay valid.
    expect(first.digest).toBe('sha256:b815a1e22cb145d3e6310df266b77ab20cf66fff7a477f0cbf72102afbe8a48c');
    const second = await synthesize(config('second'));
    expect(second).toEqual(first);
    const files = await content('first');
    expect(await content('second')).toEqual(files);
    expect(files.size).toBe(3 * (3 + 1) * 2 + 1);
    expect(new Set(files.values()).size).toBe(files.size);

    const other = await synthesize(config('other', { seed: 8 }));
    expect(other.digest).not.toBe(first.digest);
    await synthesize(config('larger', { classes: 4, trainPerClass: 4 }));
    const larger = await content('larger');
    for (const [path, bytes] of files) if (path.endsWith('.png')) expect(larger.get(path)).toBe(bytes);
  });

  it('is read as a data set: dark strokes on white, and bright strokes on a dark ground', async () => {
    await synthesize(config('read'));
    const preprocess = preprocessSchema.parse({});
    const options = { classes: 3, channels: 1 as const, resizeTo: 32, preprocess };
    const source = await openDataset(join(folder, 'read/handprint/train'), { ...options, name: 'source' });
    const target = await openDataset(join(folder, 'read/rubbing/test'), { ...options, name: 'target' });
    expect([source.length, target.length]).toEqual([9, 3]);
    const mean = async (set: typeof source, i: number) =>
      (await set.read(i)).data.reduce((sum, value) => sum + value, 0) / 1024;
    for (let i = 0; i < 3; i++) {
      expect(await mean(source, i)).toBeGreaterThan(160);
      expect(await mean(target, i)).toBeLessThan(130);
    }
  });

  it('uses a finished set again, refuses another, and finishes what was left half-made', async () => {
    const made = await synthesize(config('again'));
    let written = 0;
    expect(await synthesize(config('again'), () => written++)).toEqual(made);
    expect(written).toBe(0);
    await expect(synthesize(config('again', { seed: 9 }))).rejects.toThrow(/again.*seed 7, not 9.*remove it/);

    await mkdir(join(folder, 'foreign'));
    await writeFile(join(folder, 'foreign/thesis.txt'), 'precious');
    await expect(synthesize(config('foreign'))).rejects.toThrow(/foreign is no finished synthetic data set/);

    const abandoned = join(folder, '.half.partial-999999999-abc');
    await mkdir(abandoned);
    const both = await Promise.all([synthesize(config('half')), synthesize(config('half'))]);
    expect(both).toEqual([made, made]);
    expect((await readdir(folder)).filter((name) => name.includes('.partial-'))).toEqual([]);
  });
});

describe('pairs', () => {
  /** Images [part/class/number] of a domain as ink, 0 (ground) .. 255. */
  const inkOf = async (name: string, domain: 'handprint' | 'rubbing') => {
    const preprocess = preprocessSchema.parse({ invert: domain === 'handprint' });
    const options = { name: 'source', classes: 3, channels: 1 as const, resizeTo: 32, preprocess };
    const set = await openDataset(join(folder, name, domain, 'train'), options);
    const images = await Promise.all(Array.from({ length: set.length }, (_, i) => set.read(i)));
    return images.map(({ data }) => Float32Array.from(data));
  };
  const alike = (a: Float32Array, b: Float32Array): number => {
    const centred = (values: Float32Array) => {
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      return values.map((value) => value - mean);
    };
    const [x, y] = [centred(a), centred(b)];
    return correlation(x, y) / Math.sqrt(correlation(x, x) * correlation(y, y));
  };

  /** For how many handprints the rubbing of the same number is the most alike of the eight of its class. */
  const matched = async (name: string) => {
    const [handprints, rubbings] = [await inkOf(name, 'handprint'), await inkOf(name, 'rubbing')];
    return handprints.filter((handprint, i) => {
      const scores = rubbings
        .slice(8 * Math.floor(i / 8), 8 * Math.floor(i / 8) + 8)
        .map((rubbing) => alike(handprint, rubbing));
      return scores.indexOf(Math.max(...scores)) === i % 8;
    }).length;
  };

  it('share their strokes, and leave the rubbings as they are without pairs', async () => {
    const settings = { trainPerClass: 8, severity: 0.05 };
    await synthesize(config('apart', settings));
    await synthesize(config('paired', { ...settings, paired: true }));
    const [apart, paired] = [await content('apart'), await content('paired')];
    expect([...paired.keys()]).toEqual([...apart.keys()]);
    for (const [path, bytes] of paired)
      if (path.endsWith('.png')) expect(bytes === apart.get(path), path).toBe(path.startsWith('/rubbing'));
    expect(await matched('paired')).toBe(24);
    // By chance, one in eight.
    expect(await matched('apart')).toBeLessThan(12);
  });

  it('are not taken for a set without pairs, and a set of an earlier version is one', async () => {
    const made = await synthesize(config('early'));
    const file = join(folder, 'early/synthetic.json');
    const settings = { ...made.config, paired: undefined };
    await writeFile(file, JSON.stringify({ ...made, config: settings }));
    expect(await synthesize(config('early'))).toEqual(made);
    await expect(synthesize(config('early', { paired: true }))).rejects.toThrow(/paired false, not true/);
  });
});

describe('distinctGlyphs', () => {
  it('finds 241 characters of which no two are alike', () => {
    const glyphs = distinctGlyphs(241, 7);
    expect(glyphs).toHaveLength(241);
    const drawn = glyphs.map((glyph) => appearance(glyph));
    let most = 0;
    drawn.forEach(({ signature }, i) => {
      expect(correlation(signature, signature)).toBeCloseTo(1, 4);
      for (let j = 0; j < i; j++)
        most = Math.max(most, correlation(signature, drawn[j]?.signature ?? signature));
    });
    expect(most).toBeLessThanOrEqual(MAXIMUM_CORRELATION);
    for (const { ink } of drawn) {
      expect(ink).toBeGreaterThanOrEqual(0.07);
      expect(ink).toBeLessThanOrEqual(0.32);
    }
  });
});

describe('rasterize', () => {
  it('covers pixels by as much as the stroke lies over them', () => {
    // A level stroke of two pixels' width through the middle of an 8 x 8 canvas, then one of half a pixel's.
    const stroke = [Float64Array.of(0, 0.5, 1, 0.5)];
    const column = (width: number) =>
      Array.from({ length: 8 }, (_, y) => rasterize(stroke, [width], 8)[8 * y + 4]);
    expect(column(2 / 8)).toEqual([0, 0, 0, 1, 1, 0, 0, 0]);
    expect(column(0.5 / 8)).toEqual([0, 0, 0, 0.25, 0.25, 0, 0, 0]);
  });
});
