import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { configSchema } from '@jiagu/config';
import { startEngine } from '@jiagu/engine';
import type { Translation } from '@jiagu/evaluation';
import { RunFolder } from '@jiagu/training';
import * as tf from '@tensorflow/tfjs-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OpenRun } from '../runs/open-run.js';
import { drawByTranslation, type TranslationSettings } from './translation-drawing.js';

const folder = mkdtempSync(join(tmpdir(), 'jiagu-fill-'));
const at = (...names: string[]) => join(folder, ...names);
const side = 16;
const names = ['ox', 'moon', 'eye'];

/** Images of one grey each: 100 + 10 c + i for handprint i of class c, 200 + i for the scans, which have no classes. */
beforeAll(async () => {
  await startEngine();
  for (const [c, name] of names.entries())
    for (let i = 0; i < 3; i++) await grey(100 + 10 * c + i, 'handprint', name, `${i}.png`);
  for (let i = 0; i < 5; i++) await grey(200 + i, 'scans', `${i}.png`);
  await grey(60, 'other', 'moon', '0.png');
});
afterAll(() => rmSync(folder, { recursive: true }));

async function grey(level: number, ...path: string[]): Promise<void> {
  mkdirSync(join(at(...path), '..'), { recursive: true });
  const background = { r: level, g: level, b: level };
  await sharp({ create: { width: side, height: side, channels: 3, background } })
    .png()
    .toFile(at(...path));
}

/** The upper half of an image above the lower half of its partner. */
const halves: Translation = {
  directions: ['source', 'target'],
  takesTexture: true,
  translate: (images, _from, partners) =>
    tf.tidy(() =>
      tf.concat(
        [tf.slice(images, [0, 0, 0, 0], [-1, side / 2, -1, -1]), tf.slice(partners, [0, side / 2, 0, 0])],
        1,
      ),
    ) as tf.Tensor4D,
};

function run(translation: Translation | undefined): OpenRun {
  const part = (train: string) => ({ train: at(train), test: at(train) });
  const config = configSchema.parse({
    name: 'study',
    data: {
      source: part('handprint'),
      target: part('scans'),
      classes: 3,
      channels: 1,
      imageSize: side,
    },
    method: { name: 'dann' },
    training: { steps: 10, evaluate: { batchSize: 4 } },
  });
  const path = join(mkdtempSync(at('run-')), 'study');
  const environment = { versions: {}, argv: [], seed: 0, started: '', data: {}, classNames: names };
  const method = { translation } as OpenRun['method'];
  return { folder: RunFolder.create(path, config, environment), config, method, step: 10 };
}

const moon = (count: number) => ({ label: 1, name: 'moon', count });
const settings = (over: Partial<TranslationSettings> = {}): TranslationSettings => ({
  seed: 0,
  from: 'source',
  sets: [moon(1)],
  ...over,
});

/** Grey levels of the upper and the lower halves of drawn images. */
async function levels(count: number, over?: Partial<TranslationSettings>, translation = halves) {
  const { draw, domain } = await drawByTranslation(run(translation), settings(over));
  const drawn: { upper: number; lower: number }[] = [];
  for await (const { images, start } of draw(moon(count))) {
    expect(start).toBe(drawn.length);
    const values = await images.data();
    const level = (i: number) => Math.round(((values[i] ?? NaN) + 1) * 127.5);
    for (let n = 0; n < images.shape[0]; n++)
      drawn.push({ upper: level(n * side * side), lower: level((n + 1) * side * side - 1) });
  }
  return { drawn, domain };
}

describe('drawByTranslation', () => {
  it('redraws all images of the class in turn, with textures of random images of the other domain', async () => {
    const { drawn, domain } = await levels(9);
    expect(domain).toBe('target');
    for (const start of [0, 3, 6])
      expect(
        drawn
          .slice(start, start + 3)
          .map(({ upper }) => upper)
          .sort(),
      ).toEqual([110, 111, 112]);
    for (const { lower } of drawn) expect([200, 201, 202, 203, 204]).toContain(lower);
    expect(new Set(drawn.map(({ lower }) => lower)).size).toBeGreaterThan(2);
    expect((await levels(5)).drawn).toEqual(drawn.slice(0, 5));
    expect((await levels(9, { seed: 1 })).drawn).not.toEqual(drawn);
  });

  it('redraws a named set, from either domain', async () => {
    const { drawn, domain } = await levels(2, { from: 'target', fromSet: at('other') });
    expect(domain).toBe('source');
    expect(drawn.map(({ upper }) => upper)).toEqual([60, 60]);
    for (const { lower } of drawn) expect(lower % 100).toBeLessThan(23);
  });

  it('refuses what it has no labelled images for', async () => {
    const draw = (over: Partial<TranslationSettings>, translation: Translation | undefined = halves) =>
      drawByTranslation(run(translation), settings(over));
    await expect(draw({ from: 'target' })).rejects.toThrow(/--from target needs labelled images, --from-set/);
    const sets = [moon(1), { label: 2, name: 'eye', count: 1 }];
    await expect(draw({ sets, fromSet: at('other') })).rejects.toThrow(
      /other has no image to translate of eye/,
    );
    const oneWay: Translation = { ...halves, directions: ['source'] };
    await expect(draw({ from: 'target', fromSet: at('other') }, oneWay)).rejects.toThrow(
      /does not translate images of the target: give --from source/,
    );
  });
});
