import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { configSchema } from '@jiagu/config';
import type { Dataset, Domains } from '@jiagu/data';
import { RunFolder } from '@jiagu/training';
import { afterAll, describe, expect, it } from 'vitest';
import { describeParts } from './environment.js';
import { followData } from './follow-data.js';

const parent = mkdtempSync(join(tmpdir(), 'jiagu-follow-'));
afterAll(() => rmSync(parent, { recursive: true }));

const classNames = ['ox', 'moon'];

/** @param images `file:label` each */
const dataset = (...images: string[]): Dataset => ({
  name: '',
  classNames,
  channels: 1,
  resizeTo: 16,
  files: images.map((image) => `/data/${image.split(':')[0]}`),
  labels: Int32Array.from(images, (image) => Number(image.split(':')[1])),
  length: images.length,
  read: () => Promise.reject(new Error('not read')),
  origin: String,
});

const test = dataset('t:0');
const target = { train: dataset('a:-1', 'b:-1', 'c:-1'), test };
const study = (...source: string[]): Domains => ({
  source: { train: dataset(...source), test },
  target,
  classNames,
});

/** A run that began with four images of the source. */
function began(): RunFolder {
  const part = { train: 'train', test: 'test' };
  const config = configSchema.parse({
    name: 'study',
    data: { source: part, target: part, classes: 2 },
    method: { name: 'source-only' },
    training: { steps: 10 },
  });
  return RunFolder.create(join(mkdtempSync(join(parent, 'run-')), 'study'), config, {
    versions: {},
    argv: [],
    seed: 0,
    started: '',
    ...describeParts(study('a:0', 'b:0', 'c:1', 'd:1')),
    classNames,
  });
}

describe('followData', () => {
  const folder = began();
  const follow = (trained: boolean, ...source: string[]) => followData(folder, study(...source), trained);

  it('lets the same data pass, and records images that were taken out', () => {
    expect(follow(true, 'a:0', 'b:0', 'c:1', 'd:1').changes).toEqual([]);
    const { changes, environment } = follow(true, 'a:0', 'c:1', 'd:1');
    expect(changes).toEqual(['data.source.train: 4 images -> 3']);
    expect(environment.data.source).toEqual({ train: 3, test: 1 });
    expect(environment.digests?.source?.train).not.toBe(folder.environment().digests?.source?.train);
    expect(environment.digests?.target).toEqual(folder.environment().digests?.target);
  });

  it('refuses other labels, other images, more of them, and a class that has none left', () => {
    expect(() => follow(true, 'a:1', 'b:1', 'c:0', 'd:0')).toThrow(
      /the images of data\.source\.train, their labels or their order have changed/,
    );
    expect(() => follow(true, 'a:0', 'b:0', 'c:1', 'e:1')).toThrow(
      /images of data\.source\.train, their labels or their order have changed/,
    );
    expect(() => follow(true, 'a:0', 'b:0', 'c:1', 'd:1', 'e:1')).toThrow(/has 5 images, but had 4/);
    expect(() => follow(true, 'a:0', 'b:0')).toThrow(
      /"moon" missing; the run .* knows "ox", "moon"; data\.source\.train has "ox"/,
    );
  });

  it('lets anything pass before the first step, and tells of it', () => {
    expect(follow(false, 'a:1', 'b:1', 'c:0', 'd:0', 'e:0').changes).toEqual([
      'data.source.train: 4 images -> 5, different from those recorded',
    ]);
  });
});
