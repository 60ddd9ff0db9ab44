import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import _ from 'lodash';
import { beforeAll, describe, expect, it } from 'vitest';
import { jiagu, start } from './command.js';
import { firstFile, writeStudy } from './study.js';

const folder = mkdtempSync(join(tmpdir(), 'jiagu-'));
const run = (...args: string[]) => jiagu(args, folder);
const inRun = (...names: string[]): string => join(folder, 'runs', 'tiny', ...names);

beforeAll(async () => {
  writeStudy(folder);
  const { code, stderr } = await run('train', '--config', 'study.yaml');
  expect(stderr).toContain('self-training');
  expect(code).toBe(0);
});

describe('a run', () => {
  it('leaves behind what the page on the architecture promises', () => {
    for (const file of ['config.yaml', 'env.json', 'evaluation.json', 'report.html', 'done'])
      expect(existsSync(inRun(file)), file).toBe(true);
    expect(readdirSync(inRun('checkpoints')).sort()).toEqual([
      'last',
      'step-000010',
      'step-000015',
      'step-000020',
    ]);
    expect(readFileSync(inRun('checkpoints', 'last'), 'utf8')).toBe('step-000020\n');
    expect(readdirSync(inRun('samples')).sort()).toEqual([
      'interpolation-structures.png',
      'interpolation-textures.png',
      'random-textures.png',
      'step-000010.png',
      'step-000020.png',
      'strips.png',
      'swap-matrix.png',
    ]);
    expect(readdirSync(inRun()).some((name) => name.startsWith('events.out.tfevents'))).toBe(true);
    const events = readFileSync(inRun('metrics.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(events.filter(({ type }) => type === 'phase').map(({ name }) => name)).toEqual([
      'encoder warm-up',
      'decoder warm-up',
      'separation',
      'self-training',
    ]);
    expect(events.filter(({ type }) => type === 'train').map(({ step }) => step)).toEqual([
      2, 4, 6, 8, 10, 12, 14, 16, 18, 20,
    ]);
  });

  it('is not replaced by another of its name', async () => {
    const { code, stderr } = await run('train', '--config', 'study.yaml');
    expect(code).not.toBe(0);
    expect(stderr).toContain('runs/tiny');
  });

  it('is evaluated as its training ended', async () => {
    const { code, stdout } = await run('evaluate', '--run', 'runs/tiny', '--json');
    expect(code).toBe(0);
    const [again, saved] = [JSON.parse(stdout), JSON.parse(readFileSync(inRun('evaluation.json'), 'utf8'))];
    expect(again.source.accuracy).toBe(saved.source.accuracy);
    expect(again.target.accuracy).toBe(saved.target.accuracy);
    expect(again.target.total).toBe(16);
  });

  it('is evaluated elsewhere, on images of one domain alone', async () => {
    const elsewhere = mkdtempSync(join(tmpdir(), 'jiagu-elsewhere-'));
    cpSync(inRun(), join(elsewhere, 'run'), { recursive: true });
    cpSync(join(folder, 'data/rubbing/test'), join(elsewhere, 'scans'), { recursive: true });
    const { code, stdout, stderr } = await jiagu(
      ['evaluate', '--run', 'run', '--target', 'scans', '--json'],
      elsewhere,
    );
    expect(code, stderr).toBe(0);
    const saved = JSON.parse(readFileSync(inRun('evaluation.json'), 'utf8'));
    const { source, target } = JSON.parse(stdout);
    expect(source).toBeUndefined();
    expect(target.confusion).toEqual(saved.target.confusion);
    rmSync(elsewhere, { recursive: true });
  });

  it('reads images given by file, list and folder', async () => {
    const image = firstFile(join(folder, 'data/rubbing/test'));
    writeFileSync(join(folder, 'some.txt'), `${image}\t0\n`);
    const predict = async (...what: string[]) => {
      const { code, stdout, stderr } = await run('predict', '--run', 'runs/tiny', '--json', ...what);
      expect(code, stderr).toBe(0);
      return JSON.parse(stdout);
    };
    const byFile = await predict(image);
    expect(JSON.stringify(await predict('some.txt'))).toBe(JSON.stringify(byFile));
    const byFolder = await predict('data/rubbing/test');
    expect(JSON.stringify(byFolder)).toContain(
      firstFile(join('data', 'rubbing', 'test').replace(/^/, `${folder}/`))
        .split('/')
        .at(-1),
    );
    // A damaged image does not cost the others' answers.
    writeFileSync(join(folder, 'some.txt'), `${image}\ndata/damaged.png\n`);
    writeFileSync(join(folder, 'data/damaged.png'), 'no image');
    const mixed = await run('predict', '--run', 'runs/tiny', '--json', 'some.txt', 'nowhere.png');
    expect(mixed.code).toBe(1);
    expect(JSON.parse(mixed.stdout)).toEqual(byFile);
    expect(mixed.stderr).toMatch(
      /\(2\):\n.*there is no image.* nowhere\.png\n.*some\.txt:2: image .*damaged\.png/,
    );
    const source = await predict('--domain', 'source', firstFile(join(folder, 'data/handprint/test')));
    expect(JSON.stringify(source)).toContain('confidence');
  });

  it('fills a set of scans with handprints of the same classes that it redraws', async () => {
    const fill = ['data', 'fill', 'data/rubbing/test', '--to', '6', '--run', 'tiny', '--features', 'tiny'];
    const { code, stdout, stderr } = await run(...fill, '-o', 'filled', '--json');
    expect(code, stderr).toBe(0);
    const { quality, combined } = JSON.parse(stdout);
    expect(quality).toMatchObject([{ group: 'all', classes: 4, images: 8 }]);
    const provenance = JSON.parse(readFileSync(join(folder, 'filled', 'provenance.json'), 'utf8'));
    expect(provenance).toMatchObject({ by: 'translation', from: 'source', domain: 'target', images: 8 });
    const lines = readFileSync(join(folder, combined), 'utf8').trim().split('\n').slice(1);
    const classes = _.countBy(lines, (line) => line.split('\t')[2]);
    expect(classes).toEqual({ c000: 6, c001: 6, c002: 6, c003: 6 });
  });

  it('writes what it reads as a contact sheet and as a table', async () => {
    const [train, elsewhere] = [join(folder, 'data/handprint/train/c002'), join(folder, 'c002')];
    renameSync(train, elsewhere);
    const sheet = await run('predict', '-r', 'tiny', 'data/rubbing/test', '--output', 'sheet.html');
    renameSync(elsewhere, train);
    expect(sheet.code, sheet.stderr).toBe(0);
    expect(sheet.stdout).toBe('sheet.html\n');
    const page = readFileSync(join(folder, 'sheet.html'), 'utf8');
    expect(page.match(/<li class="card">/g)?.length).toBe(16);
    expect(page.match(/class="heat"/g)?.length).toBe(16);
    // Four classes, an example of each but one; that is told on the sheet, and once in the terminal.
    expect(page.match(/^\.c[013]\{background-image:url\(data:/gm)?.length).toBe(3);
    expect(page).toContain('No handprinted example of c002 was at hand');
    expect(sheet.stderr.match(/no handprinted example of c002 is shown: /g)?.length).toBe(1);
    const table = await run(
      'predict',
      '-r',
      'tiny',
      'data/rubbing/test',
      '--output',
      'table.csv',
      '--top',
      '2',
    );
    expect(table.code, table.stderr).toBe(0);
    const [header, ...rows] = readFileSync(join(folder, 'table.csv'), 'utf8').trim().split('\n');
    expect(header).toBe('file,class_1,confidence_1,class_2,confidence_2');
    expect(rows.length).toBe(16);
    const refused = await run('predict', '-r', 'tiny', 'data/rubbing/test', '--output', 'sheet.txt');
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('must end in .html for a contact sheet or .csv for a table');
  });

  it('draws the pictures that are asked for, of the images that are named', async () => {
    const [a, b] = ['handprint', 'rubbing'].map((set) => firstFile(join(folder, 'data', set, 'test')));
    writeFileSync(join(folder, 'structures.txt'), `${a}\t0\n`);
    const swap = async (...args: string[]) => {
      rmSync(join(folder, 'pictures'), { recursive: true, force: true });
      const { code, stderr, stdout } = await run(
        ...['swap', '--run', 'runs/tiny', '--scale', '2', '--output', 'pictures', ...args],
      );
      expect(code, stderr).toBe(0);
      const files = readdirSync(join(folder, 'pictures')).sort();
      expect(stdout.trim().split('\n').sort()).toEqual(files.map((file) => join('pictures', file)));
      return files;
    };
    const picture = (file: string) => readFileSync(join(folder, 'pictures', file));
    /** Frames of an animation: each begins with this mark of its format. */
    const frames = (file: string, mark: string) => picture(file).toString('latin1').split(mark).length - 1;
    // One structure by two textures, tiles of 64 pixels and a gap of 2; the second direction has its one texture.
    const few = await swap('--source', 'structures.txt', '--matrix', '3x2');
    expect(few).toEqual(['strips.png', 'swap-matrix.png']);
    expect(picture('swap-matrix.png').readUInt32BE(20)).toBe(2 + 6 * 66);
    const all = ['--interpolate', '--steps', '3', '--random-textures', '2', '--animate', 'gif'];
    const chosen = ['--source', 'structures.txt', '--target', b as string, 'data/rubbing/test/c001'];
    expect(await swap(...chosen, '--direction', 's2t', ...all)).toEqual([
      // One structure is no way to another.
      'interpolation-textures.gif',
      'interpolation-textures.png',
      'random-textures.png',
      'strips.png',
      'swap-matrix.png',
    ]);
    // Four textures, three frames from each to the next.
    expect(frames('interpolation-textures.gif', '\x21\xf9\x04')).toBe(12);
    expect(await swap(...all.slice(0, -1))).toContain('interpolation-structures.png');
    expect(frames('interpolation-textures.webp', 'ANMF')).toBe(12);
  });
});

describe("a run's weights", () => {
  const weights = (...args: string[]) => run('weights', ...args);
  const exportTo = (file: string, name: string) =>
    run('export', '--run', name, '--format', 'safetensors', '--output', file);

  it("go out under PyTorch's names and layouts and come back bit by bit", async () => {
    const exported = await exportTo('tiny.safetensors', 'runs/tiny');
    expect(exported.code, exported.stderr).toBe(0);
    const { tensors, metadata } = JSON.parse((await weights('inspect', 'tiny.safetensors', '--json')).stdout);
    const shapes = Object.fromEntries(
      tensors.map(({ name, shape }: { name: string; shape: number[] }) => [name, shape]),
    );
    expect(shapes).toMatchObject({
      'enc_shared.conv1.weight': [4, 1, 5, 5],
      'enc_shared.layer1.0.conv1.weight': [4, 4, 3, 3],
      'enc_shared.layer2.0.downsample.1.running_var': [8],
      'enc_shared.fc.weight': [4, 32],
      'dis_f.ad_layer1.weight': [16, 32],
    });
    expect(metadata.format).toBe('pt');

    const importing = [
      'import',
      'tiny.safetensors',
      '--config',
      'runs/tiny/config.yaml',
      '--name',
      'imported',
    ];
    const imported = await weights(...importing);
    expect(imported.code, imported.stderr).toBe(0);
    const again = await exportTo('again.safetensors', 'runs/imported');
    expect(again.code, again.stderr).toBe(0);
    const [first, second] = ['tiny.safetensors', 'again.safetensors'].map((name) =>
      readFileSync(join(folder, name)),
    );
    expect(second?.equals(first as Buffer)).toBe(true);
    const { stdout } = await run('evaluate', '--run', 'runs/imported', '--json');
    const saved = JSON.parse(readFileSync(inRun('evaluation.json'), 'utf8'));
    expect(JSON.parse(stdout).target.confusion).toEqual(saved.target.confusion);
  });

  it('of another architecture are refused, the tensor named', async () => {
    const { code, stderr } = await weights(
      ...[
        'import',
        'tiny.safetensors',
        '--config',
        'study.yaml',
        '--name',
        'wider',
        '--set',
        'model.width=8',
      ],
    );
    expect(code).toBe(1);
    expect(stderr).toMatch(/tiny\.safetensors.*enc_shared\.\S+ .*shape/);
    expect(existsSync(join(folder, 'runs', 'wider'))).toBe(false);
  });
});

describe('a run that is stopped', () => {
  it('saves itself at SIGTERM and goes on to the same weights and metrics', async () => {
    const { child, outcome } = start(['train', '--config', 'study.yaml', '--name', 'stopped'], folder);
    const metrics = join(folder, 'runs', 'stopped', 'metrics.jsonl');
    const watch = setInterval(() => {
      if (!existsSync(metrics) || !readFileSync(metrics, 'utf8').includes('"step":6')) return;
      clearInterval(watch);
      child.kill('SIGTERM');
    }, 20);
    const { code, stderr } = await outcome;
    clearInterval(watch);
    expect(code, stderr).toBe(143);
    expect(stderr).toContain('jiagu resume');
    expect(existsSync(join(folder, 'runs', 'stopped', 'done'))).toBe(false);
    const resumed = await run('resume', 'runs/stopped');
    expect(resumed.code, resumed.stderr).toBe(0);
    expect(digest('stopped')).toBe(digest('tiny'));
    expect(timeless('stopped')).toEqual(timeless('tiny'));
  });
});

describe('what is wrong is said in one message, and leaves no run', () => {
  const refused = async (expected: (string | RegExp)[], ...args: string[]): Promise<void> => {
    const { code, stderr } = await run(...args);
    expect([1, 2], stderr).toContain(code);
    for (const text of expected) expect(stderr).toMatch(text);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(existsSync(join(folder, 'runs', 'bad'))).toBe(false);
  };
  const train = (...sets: string[]): string[] => [
    'train',
    '--config',
    'study.yaml',
    '--name',
    'bad',
    ...sets.flatMap((set) => ['--set', set]),
  ];

  it('a swap of images that are not there, or too few', async () => {
    const swap = ['swap', '--run', 'runs/tiny'];
    mkdirSync(join(folder, 'empty'), { recursive: true });
    await refused(
      [/--source: there is no image, folder, list or IDX file nowhere/],
      ...swap,
      '--source',
      'nowhere',
    );
    await refused([/--target: empty: the folder has no images/], ...swap, '--target', 'empty');
    const image = firstFile(join(folder, 'data/rubbing/test'));
    const one = ['--target', image, '--direction', 's2t'];
    await refused(
      [/--random-textures draws .* at least two images/],
      ...swap,
      ...one,
      '--random-textures',
      '3',
    );
    await refused([/--animate goes from .* at least two images/], ...swap, ...one, '--animate');
  });

  it('a missing folder', () => refused([/nowhere/], ...train('data.source.train=nowhere')));
  it('an unknown key', () =>
    refused([/trainning/, /did you mean "training"/], ...train('trainning.steps=5')));
  it('a value of the wrong type', () => refused([/training\.steps/], ...train('training.steps=many')));
  it('a GPU that is not there', () => refused([/gpu/i], ...train(), '--device', 'gpu'));

  it('an image of zero bytes and one that is text', async () => {
    const damaged = join(folder, 'damaged');
    cpSync(join(folder, 'data'), damaged, { recursive: true });
    const victim = firstFile(join(damaged, 'rubbing', 'train'));
    const change = ['data.target.train=damaged/rubbing/train', 'data.target.test=damaged/rubbing/test'];
    writeFileSync(victim, '');
    await refused([new RegExp(victim.slice(-12))], ...train(...change));
    writeFileSync(victim, 'not an image');
    await refused([new RegExp(victim.slice(-12))], ...train(...change));
  });

  it('a label outside of the range', async () => {
    const image = firstFile(join(folder, 'data/handprint/train'));
    writeFileSync(join(folder, 'labels.txt'), `${image}\t0\n${image}\t4\n`);
    await refused([/labels\.txt:2/], ...train('data.source.train=labels.txt'));
  });

  it('a checkpoint of another architecture or with a flipped bit', async () => {
    cpSync(inRun(), join(folder, 'runs', 'copy'), { recursive: true });
    const config = join(folder, 'runs', 'copy', 'config.yaml');
    const original = readFileSync(config, 'utf8');
    writeFileSync(config, original.replace(/^ {2}width: 4$/m, '  width: 8'));
    expect(readFileSync(config, 'utf8')).not.toBe(original);
    await refused([/model\.safetensors/, /shape/], 'evaluate', '--run', 'runs/copy');
    writeFileSync(config, original);
    const weights = join(folder, 'runs', 'copy', 'checkpoints', 'step-000020', 'model.safetensors');
    const bytes = readFileSync(weights);
    bytes[bytes.length - 9] = (bytes[bytes.length - 9] ?? 0) ^ 1;
    writeFileSync(weights, bytes);
    await refused([/model\.safetensors/, /damaged/], 'evaluate', '--run', 'runs/copy');
  });
});

describe('the command', () => {
  it("compares a step with another program's", async () => {
    writeFileSync(join(folder, 'other.json'), JSON.stringify({ name: 'other', milliseconds: [1000] }));
    const step = ['bench', 'step', '--config', 'study.yaml', '--at', '8', '--steps', '1', '--profile'];
    const { code, stdout, stderr } = await run(...step, '--reference', 'other.json', '--json');
    expect(code, stderr).toBe(0);
    const { median, comparisons, programs, operations } = JSON.parse(stdout);
    expect(comparisons[0].ratio).toBeCloseTo(1000 / median, 6);
    expect(programs.map(({ program }: { program: string }) => program)).toEqual(
      expect.arrayContaining([expect.stringContaining('separation, judging false')]),
    );
    expect(operations.map(({ operation }: { operation: string }) => operation)).toContain('Conv2D');
  });

  it('makes the same data for the same seed', async () => {
    const make = async (name: string, seed: string): Promise<string> => {
      const { code, stderr } = await run('data', 'synth', '--classes', '3', '--seed', seed, '--output', name);
      expect(code, stderr).toBe(0);
      return createHash('sha256')
        .update(readFileSync(firstFile(join(resolve(folder), name, 'rubbing'))))
        .digest('hex');
    };
    const first = await make('synth-a', '5');
    expect(await make('synth-b', '5')).toBe(first);
    expect(await make('synth-c', '6')).not.toBe(first);
  });
});

const digest = (name: string): string =>
  ['model', 'optimizer']
    .map((part) =>
      readFileSync(join(folder, 'runs', name, 'checkpoints', 'step-000020', `${part}.safetensors`)),
    )
    .reduce((hash, bytes) => hash.update(bytes), createHash('sha256'))
    .digest('hex');

/** The metrics without what depends on the clock. */
const timeless = (name: string): unknown[] =>
  readFileSync(join(folder, 'runs', name, 'metrics.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => _.omit(JSON.parse(line) as object, ['seconds', 'processorSeconds', 'imagesPerSecond']));
