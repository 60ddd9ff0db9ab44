import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import _ from 'lodash';
import { beforeAll, describe, expect, it } from 'vitest';
import { jiagu } from './command.js';

const folder = mkdtempSync(join(tmpdir(), 'jiagu-generate-'));
const run = (...args: string[]) => jiagu(args, folder);
const done = async (...args: string[]) => {
  const { code, stdout, stderr } = await run(...args);
  expect(code, stderr).toBe(0);
  return stdout;
};
const read = (...names: string[]) => readFileSync(join(folder, ...names));
const json = (...names: string[]) => JSON.parse(read(...names).toString('utf8'));

beforeAll(async () => {
  writeFileSync(join(folder, 'gan.yaml'), study);
  await done('train', '--config', 'gan.yaml', '--threads', '1');
});

describe('a method that draws images', () => {
  it('is evaluated, and the checkpoint of the lowest KID is chosen', async () => {
    const { generation, step, chosenBy } = json('runs', 'gan', 'evaluation.json');
    expect(chosenBy).toBe('kid');
    expect(generation).toMatchObject({
      features: { kind: 'pixels', size: 16 },
      domain: 'source',
      images: { generated: 30, real: 30, training: 60 },
    });
    const evaluations = read('runs', 'gan', 'metrics.jsonl')
      .toString('utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
      .filter(({ type }) => type === 'eval');
    const kids = evaluations.map(({ generation: { kid } }) => kid.value);
    expect(kids).toHaveLength(4);
    // 60 training and 30 test images in whole batches of 16, and 256 drawn ones.
    const sums = evaluations.map(({ scores: { counts } }) => _.mapValues(counts, (count) => _.sum(count)));
    expect(sums).toEqual(Array(4).fill({ real: 48, 'held out': 16, generated: 256 }));
    expect(evaluations[kids.indexOf(Math.min(...kids))].step).toBe(step);
    expect(generation.measures.kid.value).toBe(Math.min(...kids));

    const again = JSON.parse(
      await done('evaluate', '--run', 'gan', '--checkpoint', 'best', '--threads', '1', '--json'),
    );
    expect(again.generation).toEqual(generation);
    expect(await done('compare', 'runs/gan')).toMatch(/^\| gan +\| +0 \|.* kid \|/m);
  });

  it('generates a data set that passes the check and is trained on, the same by the same seed', async () => {
    const draw = (output: string, ...flags: string[]) =>
      done('generate', '--run', 'gan', '--each', '12', '-o', output, '--threads', '1', ...flags);
    await draw('all');
    await draw('some', '--classes', 'c002,0');
    expect(readdirSync(join(folder, 'some')).sort()).toEqual([
      'c000',
      'c002',
      'grid.png',
      'list.txt',
      'provenance.json',
    ]);
    expect(read('some', 'c002', '00003.png').equals(read('all', 'c002', '00003.png'))).toBe(true);
    const { checkpoint, weights, classes, images } = json('some', 'provenance.json');
    expect({ checkpoint, images }).toEqual({ checkpoint: 'last', images: 24 });
    expect(classes).toEqual([
      { label: 2, name: 'c002' },
      { label: 0, name: 'c000' },
    ]);
    expect(weights).toMatch(/^[0-9a-f]{64}$/);

    expect(await done('data', 'check', '--source', 'all')).not.toContain('warning: source.train: left out');
    writeFileSync(join(folder, 'reader.yaml'), reader);
    await done('train', '--config', 'reader.yaml', '--threads', '1');
    expect(json('runs', 'reader', 'env.json').data.source.train).toBe(24);
    expect(json('runs', 'reader', 'env.json').classNames).toEqual(['c000', 'c001', 'c002']);
  });

  it('fills a thinned set, which is trained on by share, and accuracy is told by group', async () => {
    const thin = ['data/handprint/train', '--counts', '12,5,1', '-o', 'thinned'];
    expect(await done('data', 'thin', ...thin)).toMatch(
      /head +1 +12 +12\n.*medium +1 +5 +5\n.*tail +1 +1 +1\n/,
    );
    const { groups } = json('thinned', 'groups.json');
    const [[head], [medium], [tail]] = groups.map(({ classes }: { classes: string[] }) => classes);
    expect([head, medium, tail].sort()).toEqual(['c000', 'c001', 'c002']);

    const fill = ['thinned/list.txt', '--to', '12', '--run', 'gan', '--features', 'reader', '-o', 'filled'];
    const told = await done('data', 'fill', ...fill, '--groups', 'thinned/groups.json', '--threads', '1');
    const share = '\\d+\\.\\d %';
    expect(told).toMatch(new RegExp(`head +0 +0 +- +-\nmedium +1 +7 +${share} +${share}\ntail +1 +11 `));
    expect(told).toMatch(/^all +2 +18 /m);
    // Two steps teach a recogniser next to nothing.
    expect(told).toContain('warning: the recogniser reads only');
    expect(read('filled', tail, '00003.png').equals(read('all', tail, '00003.png'))).toBe(true);
    const lines = read('filled', 'combined.txt').toString('utf8').trim().split('\n').slice(1);
    expect(_.countBy(lines, (line) => line.split('\t')[2])).toEqual({ c000: 12, c001: 12, c002: 12 });
    expect(json('filled', 'provenance.json')).toMatchObject({
      by: 'generator',
      domain: 'source',
      images: 18,
    });

    const parts = '[{ part: thinned/list.txt, share: 0.25 }, { part: filled/list.txt, share: 0.75 }]';
    const mixed = ['--name', 'mixed', '--set', `data.source.train=${parts}`, '--threads', '1'];
    await done('train', '--config', 'reader.yaml', ...mixed);
    expect(json('runs', 'mixed', 'env.json')).toMatchObject({
      data: { source: { train: 36 } },
      mixture: [
        { place: 'thinned/list.txt', images: 18, share: 0.25 },
        { place: 'filled/list.txt', images: 18, share: 0.75 },
      ],
    });
    const flags = ['--run', 'mixed', '--groups', 'thinned/groups.json', '--json', '--threads', '1'];
    const { source, groups: measured } = JSON.parse(await done('evaluate', ...flags));
    const accuracy = (name: string) =>
      source.perClass.find(({ class: label }: { class: number }) => `c00${label}` === name).correct / 10;
    expect(measured).toEqual([
      { group: 'head', images: 12, classes: 1, source: accuracy(head) },
      { group: 'medium', images: 5, classes: 1, source: accuracy(medium) },
      { group: 'tail', images: 1, classes: 1, source: accuracy(tail) },
    ]);
  });

  it('refuses what does not fit the run before anything is written', async () => {
    const { code, stderr } = await run('generate', '--run', 'gan', '-o', 'none', '--count', '5');
    expect(code).toBe(2);
    expect(stderr).toContain('give their number per class with --each');
    expect(readdirSync(folder)).not.toContain('none');
  });
});

const data = `
data:
  synthetic: { folder: data, classes: 3, seed: 3, size: 16, trainPerClass: 20, testPerClass: 10 }
  source: { train: data/handprint/train, test: data/handprint/test }
  classes: 3
  classNames: [c000, c001, c002]
  channels: 1
  imageSize: 16
`;
const study = `
name: gan
${data}
method:
  name: gan
  domain: source
  generator: { body: mlp, hidden: [16, 32], latent: 8, condition: concat }
  critic: { body: mlp, hidden: [16], condition: concat }
  loss: { name: least-squares }
training:
  steps: 20
  batchSize: 16
  log: { every: 20, tensorboard: false }
  evaluate: { every: 5, generation: { images: 30 } }
  samples: { every: 20 }
  checkpoint: { every: 20, best: kid }
`;
const reader = `
name: reader
${data.replace('data/handprint/train', 'some/list.txt')}
model: { width: 4, stem: { kernel: 3, maxPool: false }, lastStageStride: 1 }
method: { name: source-only }
training:
  steps: 2
  batchSize: 4
  log: { every: 2, tensorboard: false }
  evaluate: { every: 2 }
  samples: { every: 2 }
  checkpoint: { every: 2 }
`;
