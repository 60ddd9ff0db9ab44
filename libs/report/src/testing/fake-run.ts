import { mkdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { RandomStream } from '@jiagu/random';
import { imageGrid } from '../image-grid.js';
import { draw, writeGlyph } from './fake-glyph.js';
import { fakeLog } from './fake-log.js';

export interface FakeRunOptions {
  classNames: string[];
  steps?: number;
  /** Leaves out the evaluation, the final pictures and `done`. */
  aborted?: boolean;
  title?: string;
  /** Misread scans of each class, of 25. */
  wrong?: number[];
  /** Steps between the lines of the log. */
  every?: number;
  /** Folder in which dataset images are written; default: beside the run. */
  data?: string;
}

/** Writes a run folder as a training would leave it, with invented numbers and drawn glyphs. */
export async function writeFakeRun(folder: string, options: FakeRunOptions): Promise<void> {
  const { classNames, steps = 2740, aborted = false, title = 'STSN, demo' } = options;
  const random = new RandomStream('fake run');
  const data = options.data ?? join(folder, '..', 'data');
  await mkdir(join(folder, 'samples'), { recursive: true });
  const part = (domain: string) => ({ train: join(data, domain, 'train'), test: join(data, domain, 'test') });
  const config = {
    name: 'fake',
    title,
    seed: 7,
    data: { source: part('source'), target: part('target'), classes: classNames.length, imageSize: 32 },
    method: { name: 'stsn', weights: { feature: 0.3, reconstruction: 0.5, image: 0.1, perceptual: 0.05 } },
    training: { steps, batchSize: 16, checkpoint: { every: 300, best: 'none' } },
  };
  // JSON is YAML too.
  await writeFile(join(folder, 'config.yaml'), JSON.stringify(config, null, 2));
  await writeFile(
    join(folder, 'env.json'),
    JSON.stringify({
      versions: { jiagu: '0.1.0', node: 'v20.20.2', tensorflow: '2.21.0' },
      argv: ['jiagu', 'train', 'configs/demo.yaml', '--set', 'seed=7'],
      seed: 7,
      started: '2026-11-22T06:42:21.120Z',
      data: { source: { train: 3600, test: 600 }, target: { train: 3600, test: 600 } },
      classNames,
    }),
  );
  await writeFile(join(folder, 'metrics.jsonl'), fakeLog(steps, random, options.every));
  await writePictures(join(folder, 'samples'), steps, aborted, random);
  if (aborted) return;
  await writeFile(
    join(folder, 'evaluation.json'),
    JSON.stringify({ step: steps, ...(await fakeEvaluation(classNames, options.wrong, data, random)) }),
  );
  await writeEmbedding(join(folder, 'plots'), classNames, random);
  await writeFile(join(folder, 'done'), '');
}

/** Islands around a circle, one a class. */
async function writeEmbedding(folder: string, classNames: string[], random: RandomStream): Promise<void> {
  const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
  const lines = Array.from({ length: 400 }, (_, i) => {
    const label = i % classNames.length;
    const [angle, domain] = [(2 * Math.PI * label) / classNames.length, i % 3 ? 'target' : 'source'];
    const [x, y] = [Math.cos(angle), Math.sin(angle)].map((at) => 10 * at + random.normal(0, 0.4));
    return `${x},${y},${domain},${quoted(classNames[label] ?? '')},${quoted(`image ${i}`)}`;
  });
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'embedding.csv'), `${['x,y,domain,class,image', ...lines].join('\n')}\n`);
  const distances = { step: 2740, proxyADistance: 0.31, maximumMeanDiscrepancy: 0.0123 };
  await writeFile(join(folder, 'embedding.json'), JSON.stringify(distances));
}

const total = 25;

/** How many of a class's 25 scans are misread when a test does not say: few of most, many of some. */
function someWrong(random: RandomStream): number {
  return Math.min(total, Math.floor(Math.abs(random.normal(0, 1)) ** 2.5 * 1.6));
}

async function fakeEvaluation(
  classNames: string[],
  wrongs: number[] | undefined,
  data: string,
  random: RandomStream,
) {
  const confusion: [number, number, number][] = [];
  const mistakes: { file: string; label: number; predicted: number; confidence: number }[] = [];
  const perClass = [];
  for (const [label, name] of classNames.entries()) {
    const wrong = wrongs?.[label] ?? someWrong(random);
    perClass.push({ class: label, correct: total - wrong, total });
    confusion.push([label, label, total - wrong]);
    const predicted = (label + 1 + random.integer(Math.min(3, classNames.length - 1))) % classNames.length;
    if (wrong > 0) confusion.push([label, predicted, wrong]);
    // A name is a folder only where a file system can hold it.
    const plain = !/[/<>"]/.test(name);
    const place = plain ? name : `class-${label}`;
    await writeGlyph(join(data, 'source', 'test', place), 'a.png', draw(label, 'source', random));
    for (let i = 0; i < wrong; i++) {
      const file = join(
        data,
        'target',
        'test',
        place,
        `scan ${i}${plain ? '' : '<img src=x onerror=alert(1)>'}.png`,
      );
      mistakes.push({ file, label, predicted, confidence: random.uniform(0.3, 1) });
    }
  }
  mistakes.sort((a, b) => b.confidence - a.confidence).splice(50);
  for (const { file, label } of mistakes)
    await writeGlyph(dirname(file), basename(file), draw(label, 'target', random));
  const correct = perClass.reduce((sum, row) => sum + row.correct, 0);
  return {
    checkpoint: 'last',
    classNames,
    source: {
      accuracy: 1,
      perClass: classNames.map((_, label) => ({ class: label, correct: total, total })),
      confusion: classNames.map((_, label) => [label, label, total]),
      mistakes: [],
    },
    target: { accuracy: correct / (total * classNames.length), perClass, confusion, mistakes },
    swap: {
      s2tMean: 0.24,
      targetMean: 0.22,
      t2sMean: 0.93,
      sourceMean: 0.91,
      s2t: { own: 0.4, other: 0.07 },
      t2s: { own: 0.14, other: 0.06 },
    },
  };
}

async function writePictures(
  folder: string,
  steps: number,
  aborted: boolean,
  random: RandomStream,
): Promise<void> {
  const labels = ['source', 'reconstruction', 's2t', 'target', 'reconstruction', 't2s'];
  const sides = ['source', 'source', 'target', 'target', 'target', 'source'] as const;
  const strips = () =>
    sides.map((side, row) => Array.from({ length: 8 }, (_, i) => draw(i + (row > 2 ? 9 : 0), side, random)));
  const picture = await imageGrid({ rows: strips(), upscale: 2, rowLabels: labels });
  for (let step = 500; step <= steps; step += Math.max(500, Math.round(steps / 12 / 500) * 500)) {
    const name = `step-${String(step).padStart(6, '0')}.png`;
    await writeFile(join(folder, name), picture);
  }
  if (aborted) return;
  await writeFile(
    join(folder, 'strips.png'),
    await imageGrid({ rows: strips(), upscale: 3, rowLabels: labels }),
  );
  const rows = () =>
    Array.from({ length: 4 }, (_, row) => Array.from({ length: 9 }, () => draw(row, 'target', random)));
  for (const name of ['interpolation-textures', 'interpolation-structures', 'random-textures'])
    await writeFile(join(folder, `${name}.png`), await imageGrid({ rows: rows(), upscale: 2 }));
  const matrix = Array.from({ length: 6 }, (_, row) =>
    Array.from({ length: 8 }, () => draw(row, 'target', random)),
  );
  const columnLabels = Array.from({ length: 8 }, (_, i) => `texture ${i + 1}`);
  const rowLabels = matrix.map((_, i) => `structure ${i + 1}`);
  await writeFile(
    join(folder, 'swap-matrix.png'),
    await imageGrid({ rows: matrix, upscale: 3, rowLabels, columnLabels }),
  );
}
