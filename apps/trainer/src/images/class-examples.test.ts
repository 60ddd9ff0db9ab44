import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { configSchema } from '@jiagu/config';
import type { RunFolder } from '@jiagu/training';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { classExamples } from './class-examples.js';

const folder = mkdtempSync(join(tmpdir(), 'jiagu-examples-'));
const at = (...names: string[]): string => join(folder, ...names);
const classNames = ['eye', 'moon', 'ox'];

/** Image i of class c has level 10 c + i. */
beforeAll(async () => {
  for (const [c, name] of classNames.entries()) {
    mkdirSync(at('set', name), { recursive: true });
    for (const i of [1, 2])
      await sharp(new Uint8Array(256).fill(10 * c + i), { raw: { width: 16, height: 16, channels: 1 } })
        .png()
        .toFile(at('set', name, `${i}.png`));
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

/** The examples' levels, of a run that was trained on the images of a folder. */
async function levelsOf(train: string) {
  const config = configSchema.parse({
    name: 'r',
    data: {
      source: { train, test: at('set') },
      target: { train: at('set'), test: at('set') },
      classes: classNames.length,
      channels: 1,
      imageSize: 16,
    },
    method: { name: 'source-only' },
    training: { steps: 1 },
  });
  const run = { path: 'runs/r', environment: () => ({ classNames }) } as unknown as RunFolder;
  const { examples, lacking } = await classExamples({ config, folder: run }, ({ data }) => data[0]);
  return { examples: [...examples], lacking };
}

it('gives each class its first image; of a class without one it says why', async () => {
  expect(await levelsOf(at('set'))).toEqual({
    examples: [
      [0, 1],
      [1, 11],
      [2, 21],
    ],
    lacking: undefined,
  });
  expect(await levelsOf(at('gone'))).toEqual({ examples: [], lacking: expect.stringContaining(at('gone')) });
  writeFileSync(at('set', 'moon', '1.png'), 'damaged');
  expect(await levelsOf(at('set'))).toEqual({
    examples: [
      [0, 1],
      [2, 21],
    ],
    lacking: expect.stringContaining(at('set', 'moon', '1.png')),
  });
  rmSync(at('set', 'moon'), { recursive: true });
  expect((await levelsOf(at('set'))).lacking).toBe('data.source.train has no image of it');
});
