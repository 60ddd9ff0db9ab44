import { cpSync, mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { synthesize } from '@jiagu/data';
import { beforeAll, describe, expect, it } from 'vitest';
import { jiagu } from './command.js';

const folder = mkdtempSync(join(tmpdir(), 'jiagu-score-'));
const run = (...args: string[]) => jiagu(args, folder);
const scored = async (...args: string[]) => {
  const { code, stdout, stderr } = await run('score', ...args, '--json');
  expect(code, stderr).toBe(0);
  return { ...JSON.parse(stdout), stderr };
};

/** Sets of 4 classes by 30 images. */
const synthetic = { classes: 4, seed: 3, size: 16, severity: 1, trainPerClass: 30, testPerClass: 30 };
const [train, test] = ['data/rubbing/train', 'data/rubbing/test'];
const pixels = ['--features', 'pixels', '--size', '16'];
const kindsOf = ({ verdicts }: { verdicts: { kind: string }[] }) => verdicts.map(({ kind }) => kind);
const classFolders = (part: string): string[] => readdirSync(join(folder, part)).sort();

beforeAll(async () => {
  await synthesize({ folder: join(folder, 'data'), paired: false, ...synthetic });
});

describe('jiagu score --features pixels', () => {
  it('tells copies of the training set from held-out images', async () => {
    const score = await scored(train, train, ...pixels);
    const { measures, images, kidSubset, warnings, features } = score;
    expect(kindsOf(score)).toEqual(['copies']);
    expect(score.verdicts[0].figures).toContain('authenticity 0.00, of real images');
    expect(features).toEqual({ kind: 'pixels', size: 16 });
    expect(images.training).toEqual({ place: train, found: 120, measured: 120 });
    expect(kidSubset).toEqual({ images: 120, floor: 60 });
    expect(measures.fid.value).toBeLessThan(1e-6);
    expect([measures.precision.value, measures.recall.value, measures.coverage.value]).toEqual([1, 1, 1]);
    expect(measures.authenticity).toMatchObject({ value: 0, better: 'higher' });
    // Halves of the real images are no copies of each other.
    expect(measures.fid.floor).toBeGreaterThan(1);
    expect(measures.authenticity.floor).toBeGreaterThan(0.2);
    expect(measures.recall.floor).toBeLessThan(1);
    expect(measures.labelCorrectness).toBeUndefined();
    expect(warnings).toEqual(
      ['generated', 'real'].map(
        (name) => `120 ${name} images: with fewer than 2000, FID is too large; use KID`,
      ),
    );
  });

  it('finds no variety in a set collapsed to one training image, a copy', async () => {
    const [first] = classFolders(`${train}/c000`);
    mkdirSync(join(folder, 'collapsed'));
    for (let i = 0; i < 40; i++)
      cpSync(join(folder, train, 'c000', String(first)), join(folder, 'collapsed', `${i}.png`));
    const score = await scored('collapsed', test, '--training', train, ...pixels);
    const { measures } = score;
    expect(kindsOf(score)).toEqual(['collapsed']);
    expect(measures.recall.value).toBe(0);
    expect(measures.recall.floor).toBeGreaterThan(0.5);
    // The balls around few of 120 images reach a given one; those of a half reach most of the other.
    expect(measures.coverage.value).toBeLessThan(0.2);
    expect(measures.coverage.floor).toBeGreaterThan(0.5);
    expect(measures.kid.value).toBeGreaterThan(10 * Math.abs(measures.kid.floor));
    // Subsets of 40 differ; those of the halves are all of their 60 images.
    expect(measures.kid.deviation).toBeGreaterThan(0);
    expect(measures.kid.floorDeviation).toBeUndefined();
    expect(measures.authenticity.value).toBe(0);
  });

  it('says what it draws, what the floor is and that few images say little', async () => {
    const { code, stdout, stderr } = await run('score', 'collapsed', test, '--max', '24', ...pixels);
    expect(code, stderr).toBe(0);
    expect(stdout).toMatch(/^warning: collapsed: the generator draws the same few images over and over/m);
    expect(stderr).toContain('collapsed: 24 of 40 generated images are chosen at random, seed 0 (--max)');
    expect(stdout).toContain(`real: 24 of 120 images of ${test}`);
    expect(stdout).toMatch(/^measure +generated +floor +better$/m);
    expect(stdout).toMatch(/^FID +[\d.]+ +[\d.]+ +lower$/m);
    expect(stdout).toMatch(/^coverage +[\d.]+ +[\d.]+ +higher$/m);
    expect(stdout).toContain('KID: subsets of 24 images, 12 for the floor');
    expect(stdout).toContain('warning: 24 real images: with fewer than 100, these measures are unreliable');
  });

  it('refuses sets that are too small', async () => {
    mkdirSync(join(folder, 'few'));
    for (const name of classFolders(`${train}/c001`).slice(0, 9))
      cpSync(join(folder, train, 'c001', name), join(folder, 'few', name));
    const few = await run('score', 'few', test, ...pixels);
    expect(few.code).toBe(2);
    expect(few.stderr).toContain('few: 9 generated images are too few to measure; at least 10 are needed');
  });
});

describe('jiagu score --features RUN', () => {
  const handprint = { train: 'data/handprint/train', test: 'data/handprint/test' };
  const recogniser = ['--features', 'reader', '--domain', 'source', '--threads', '1'];

  beforeAll(async () => {
    writeFileSync(join(folder, 'reader.yaml'), study);
    const { code, stderr } = await run('train', '--config', 'reader.yaml', '--threads', '1');
    expect(code, stderr).toBe(0);
  });

  it('reads what a generator of right labels draws, and sees shuffled labels', async () => {
    const honest = await scored(handprint.train, handprint.test, ...recogniser);
    const { measures, features, labelled } = honest;
    expect(kindsOf(honest)).toEqual([]);
    expect(features).toEqual({
      kind: 'recogniser',
      run: 'runs/reader',
      checkpoint: 'last',
      step: 60,
      domain: 'source',
    });
    expect(labelled).toEqual({ images: 120, floor: 60 });
    expect(measures.labelCorrectness.value).toBeGreaterThan(0.9);
    expect(measures.labelCorrectness.floor).toBeGreaterThan(0.6);
    // Sure of each image, and all four classes are there.
    expect(measures.inceptionScore.value).toBeGreaterThan(2);
    expect(measures.inceptionScore.value).toBeLessThanOrEqual(4);

    // A quarter of each class keeps its label, the others are of each other class alike.
    const names = classFolders(handprint.train);
    const lines = names.flatMap((name, label) =>
      classFolders(join(handprint.train, name)).map((file, i) => {
        const asked = (label + i) % names.length;
        return [join(handprint.train, name, file), asked, names[asked]].join('\t');
      }),
    );
    writeFileSync(join(folder, 'shuffled.txt'), `${lines.join('\n')}\n`);
    const shuffled = await scored('shuffled.txt', handprint.test, ...recogniser);
    expect(Math.abs(shuffled.measures.labelCorrectness.value - 0.25)).toBeLessThan(0.1);
    expect(shuffled.measures.fid).toEqual(measures.fid);
    expect(kindsOf(shuffled)).toEqual(['labels']);
  });
});

const study = `
name: reader
data:
  synthetic: { folder: data, classes: 4, seed: 3, size: 16, severity: 1, trainPerClass: 30, testPerClass: 30 }
  source: { train: data/handprint/train, test: data/handprint/test }
  classes: 4
  channels: 1
  imageSize: 16
model: { width: 8, stem: { kernel: 3, maxPool: false }, lastStageStride: 1 }
method: { name: source-only }
training:
  steps: 60
  batchSize: 8
  log: { every: 20, tensorboard: false }
  evaluate: { every: 60 }
  samples: { every: 1000 }
  checkpoint: { every: 60 }
`;
