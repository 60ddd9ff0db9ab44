import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Dataset } from '@jiagu/data';
import { startEngine } from '@jiagu/engine';
import { PerceptualNetwork } from '@jiagu/perceptual';
import { RandomStream } from '@jiagu/random';
import _ from 'lodash';
import { beforeAll, expect, it } from 'vitest';
import { smallConfig, smallStsn } from '../testing/small.js';
import { preparePerceptual } from './prepare-perceptual.js';

beforeAll(() => startEngine());

const side = 32;

/** Eight images of noise, a class each. */
function noise(invert: boolean, balanced = false): Dataset {
  const random = new RandomStream('images');
  const images = _.times(8, () =>
    Uint8Array.from({ length: side * side }, () => Math.floor(random.uniform(0, 256))),
  );
  return {
    name: 'noise',
    classNames: _.times(8, String),
    channels: 1,
    resizeTo: side,
    files: _.times(8, String),
    labels: Int32Array.from(_.range(8)),
    length: 8,
    balanced,
    read: (i) => {
      const data = (images[i] ?? new Uint8Array()).map((byte) => (invert ? 255 - byte : byte));
      return Promise.resolve({ width: side, height: side, channels: 1, data });
    },
    origin: String,
  };
}

/** Pretrains for two steps; a cache of its own unless one is given. @returns the first filters */
async function filters(
  polarity: number,
  inverted: boolean,
  { cache, seed = 'phi', balanced }: { cache?: string; seed?: string; balanced?: boolean } = {},
): Promise<Float32Array> {
  const perceptual = { ...smallStsn.perceptual, pretrainSteps: 2, polarity };
  const config = smallConfig({ ...smallStsn, perceptual });
  if (config.method.name !== 'stsn') throw new Error('another method');
  const phi = new PerceptualNetwork({ depth: 'vgg-small', channels: 1, width: 4 }, new RandomStream(seed));
  const folder = cache ?? mkdtempSync(join(tmpdir(), 'jiagu-perceptual-'));
  const dataset = noise(inverted, balanced);
  const domain = { train: dataset, test: dataset };
  const domains = { source: domain, target: domain, classNames: dataset.classNames };
  try {
    await preparePerceptual(phi, config, config.method, { domains, cache: folder, log: _.noop });
    return phi.stateDict().get('features.0.weight')?.data as Float32Array;
  } finally {
    phi.dispose();
    if (!cache) rmSync(folder, { recursive: true });
  }
}

it('a perceptual network of polarity 1 learns from inverted images alone', async () => {
  const found = await filters(1, false);
  const [same, other] = [await filters(0, true), await filters(0, false)];
  const distance = (weights: Float32Array): number =>
    _.max(found.map((weight, i) => Math.abs(weight - (weights[i] ?? NaN)))) ?? NaN;
  expect(distance(same)).toBeLessThan(1e-5);
  expect(distance(other)).toBeGreaterThan(1e-4);
});

it('finds its weights in the cache again, but not those of another seed or of balanced classes', async () => {
  const cache = mkdtempSync(join(tmpdir(), 'jiagu-perceptual-'));
  const files = (): number => readdirSync(join(cache, 'perceptual')).length;
  const first = await filters(0, false, { cache });
  expect(await filters(0, false, { cache })).toEqual(first);
  expect(files()).toBe(1);
  const other = await filters(0, false, { cache, seed: 'another' });
  expect(files()).toBe(2);
  expect(other).toEqual(await filters(0, false, { seed: 'another' }));
  await filters(0, false, { cache, balanced: true });
  expect(files()).toBe(3);
  rmSync(cache, { recursive: true });
});
