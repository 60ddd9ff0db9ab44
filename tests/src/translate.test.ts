import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { jiagu } from './command.js';

const folder = mkdtempSync(join(tmpdir(), 'jiagu-translate-'));
const run = (...args: string[]) => jiagu(args, folder);
const done = async (...args: string[]) => {
  const { code, stdout, stderr } = await run(...args);
  expect(code, stderr).toBe(0);
  return stdout;
};
const read = (...names: string[]) => readFileSync(join(folder, ...names));
const json = (...names: string[]) => JSON.parse(read(...names).toString('utf8'));

beforeAll(async () => {
  writeFileSync(join(folder, 'cyclegan.yaml'), study);
  await done('train', '--config', 'cyclegan.yaml', '--threads', '1');
});

describe('a method that translates images', () => {
  it('is evaluated in both directions, reported, and evaluated again alike', async () => {
    const { translation, generation, chosenBy } = json('runs', 'cyclegan', 'evaluation.json');
    expect(chosenBy).toBe('kid');
    expect(translation).toMatchObject([
      { from: 'source', domain: 'target', images: { generated: 30, real: 30, training: 60 } },
      { from: 'target', domain: 'source' },
    ]);
    expect(generation).toMatchObject({ domain: 'target', features: { kind: 'pixels' } });
    expect(translation[0].untranslated.kid).not.toBe(translation[0].measures.kid.value);
    const again = JSON.parse(
      await done('evaluate', '--run', 'cyclegan', '--checkpoint', 'best', '--threads', '1', '--json'),
    );
    expect(again.translation).toEqual(translation);
    expect(read('runs', 'cyclegan', 'report.html').toString('utf8')).toContain(
      '<strong>Translations.</strong>',
    );
    expect(readdirSync(join(folder, 'runs', 'cyclegan', 'samples')).sort()).toEqual([
      'step-000004.png',
      'translations.png',
    ]);
  });

  it('translates a part of the run to a data set, with the classes and names of the originals', async () => {
    await done('translate', '--run', 'cyclegan', 'source.train', '-o', 'translated', '--threads', '1');
    const classes = ['c000', 'c001', 'c002'];
    expect(readdirSync(join(folder, 'translated')).sort()).toEqual([
      ...classes,
      'grid.png',
      'list.txt',
      'provenance.json',
    ]);
    for (const name of classes)
      expect(readdirSync(join(folder, 'translated', name)).sort()).toEqual(
        readdirSync(join(folder, 'data', 'handprint', 'train', name)).sort(),
      );
    expect(json('translated', 'provenance.json')).toMatchObject({
      from: 'source',
      to: 'target',
      translated: 'source.train',
      images: 60,
      step: 4,
    });
  });

  it('refuses what does not fit before anything is written', async () => {
    const { code, stderr } = await run(
      ...['translate', '--run', 'cyclegan', 'target.test', '--from', 'source', '-o', 'none'],
      ...['--threads', '1'],
    );
    expect(code).toBe(2);
    expect(stderr).toContain('the part target.test is of the target');
    expect(readdirSync(folder)).not.toContain('none');
  });
});

const study = `
name: cyclegan
data:
  synthetic: { folder: data, classes: 3, seed: 3, size: 16, trainPerClass: 20, testPerClass: 10 }
  source: { train: data/handprint/train, test: data/handprint/test }
  target: { train: data/rubbing/train, test: data/rubbing/test }
  classes: 3
  channels: 1
  imageSize: 16
method:
  name: cyclegan
  translator: { body: resnet, width: 2, blocks: 1 }
  critic: { body: patch, width: 2, layers: 1 }
training:
  steps: 4
  batchSize: 4
  log: { every: 2, tensorboard: false }
  evaluate: { every: 2, generation: { images: 30 } }
  samples: { every: 4 }
  checkpoint: { every: 2, best: kid }
`;
