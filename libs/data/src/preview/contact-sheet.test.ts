import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dataSchema, syntheticSchema } from '@jiagu/config';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bothDomains } from '../domains.js';
import { openImages } from '../open-domains.js';
import { synthesize } from '../synthetic/synthesize.js';
import { contactSheet } from './contact-sheet.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'jiagu-preview-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('contactSheet', () => {
  it('shows images as stored, prepared and augmented at their places', async () => {
    const set = join(folder, 'set');
    const one = { classes: 2, size: 16, trainPerClass: 1, testPerClass: 1 };
    await synthesize(syntheticSchema.parse({ folder: set, ...one }));
    const inverted = { weak: {}, strong: { invert: 1 } };
    const config = dataSchema.parse({
      source: { train: join(set, 'handprint/train'), test: join(set, 'handprint/test') },
      target: { train: join(set, 'rubbing/train'), test: join(set, 'rubbing/test') },
      classes: 2,
      imageSize: 16,
      preprocess: { source: { invert: true } },
      augmentation: { source: inverted, target: inverted },
    });
    const png = await contactSheet(config, { classes: 2, examples: 2, tile: 16, seed: 0 });
    const { data, info } = await sharp(png).removeAlpha().raw().toBuffer({ resolveWithObject: true });
    const tile = (column: number, row: number, example: number) => {
      const [left, top] = [96 + column * 48 + example * 20, 36 + row * 20];
      return Array.from({ length: 256 }, (_, i) => {
        const at = ((top + Math.floor(i / 16)) * info.width + left + (i % 16)) * 3;
        return data[at] as number;
      });
    };
    const { source, target } = bothDomains(await openImages(config));
    for (const row of [0, 1]) {
      const stored = [...(await source.train.decode(row)).data];
      const opposite = stored.map((value) => 255 - value);
      // The only image of the class comes twice: as stored, prepared, weak, strong.
      for (const example of [0, 1])
        expect([0, 1, 2, 3].map((column) => tile(column, row, example))).toEqual([
          stored,
          opposite,
          opposite,
          stored,
        ]);
      expect(tile(5, row, 0)).toEqual([...(await target.train.read(row)).data]);
    }
    // Names and headings are written over the grey ground.
    const ground = 0xd8;
    const dark = (x: number, y: number, width: number, height: number) =>
      Array.from({ length: width * height }, (_, i) => {
        const at = ((y + Math.floor(i / width)) * info.width + x + (i % width)) * 3;
        return data[at] as number;
      }).filter((value) => value < ground - 60).length;
    expect(dark(4, 36, 90, 40)).toBeGreaterThan(10);
    expect(dark(96, 0, 200, 36)).toBeGreaterThan(50);
  });
});
