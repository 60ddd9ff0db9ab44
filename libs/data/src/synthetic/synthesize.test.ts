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
