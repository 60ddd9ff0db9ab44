import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DOMAINS } from '@jiagu/config';
import { RandomStream } from '@jiagu/random';
import { imageGrid } from '../image-grid.js';
import { encodeExample, EXAMPLES_FILE, wantedExamples, type Example } from '../examples.js';
import { draw } from './fake-glyph.js';
import { fakeLog } from './fake-log.js';

/** What the invented run looks like. */
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
}

/** Writes a run folder as a training would leave it, with invented numbers and drawn glyphs. */
export async function writeFakeRun(folder: string, options: FakeRunOptions): Promise<void> {
  const { classNames, steps = 2740, aborted = false, title = 'STSN, demo' } = options;
  const random = new RandomStream('fake run');
  await mkdir(join(folder, 'samples'), { recursive: true });
  const part = (domain: string) => ({
    train: { images: `${domain}-train-idx3-ubyte`, labels: `${domain}-train-idx1-ubyte` },
    test: `${domain}/test`,
  });
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
  const evaluation = fakeEvaluation(classNames, options.wrong, random);
  await writeFile(join(folder, 'evaluation.json'), JSON.stringify({ step: steps, ...evaluation }));
  await writeExamples(folder, evaluation, random);
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

/** Default number of misread scans of a class's 25: few for most classes, many for some. */
function someWrong(random: RandomStream): number {
  return Math.min(total, Math.floor(Math.abs(random.normal(0, 1)) ** 2.5 * 1.6));
}

function fakeEvaluation(classNames: string[], wrongs: number[] | undefined, random: RandomStream) {
  const confusion: [number, number, number][] = [];
  const mistakes: { file: string; label: number; predicted: number; confidence: number }[] = [];
  const perClass = [];
  for (const [label, name] of classNames.entries()) {
    const wrong = wrongs?.[label] ?? someWrong(random);
    perClass.push({ class: label, correct: total - wrong, total });
    confusion.push([label, label, total - wrong]);
    const predicted = (label + 1 + random.integer(Math.min(3, classNames.length - 1))) % classNames.length;
    if (wrong > 0) confusion.push([label, predicted, wrong]);
    for (let i = 0; i < wrong; i++)
      mistakes.push({
        file: `target/test/${name}/scan ${i}<img src=x onerror=alert(1)>.png`,
        label,
        predicted,
        confidence: random.uniform(0.3, 1),
      });
  }
  mistakes.sort((a, b) => b.confidence - a.confidence).splice(50);
  const correct = perClass.reduce((sum, row) => sum + row.correct, 0);
  const bar = (direction: string, measure: string, value: number, holds = true) => ({
    direction,
    measure,
    value,
    bar: 'at least 0.15',
    holds,
  });
  return {
    checkpoint: 'last',
    classNames,
    source: {
      accuracy: 1,
      perClass: classNames.map((_, label) => ({ class: label, correct: total, total })),
      confusion: classNames.map((_, label): [number, number, number] => [label, label, total]),
      mistakes: [] as typeof mistakes,
    },
    target: { accuracy: correct / (total * classNames.length), perClass, confusion, mistakes },
    textures: [{ domain: 'target', statistic: 'grain', row: 0.005, real: 0.02 }],
    swapBars: [bar('s2t', 'correlation', 0.4), bar('t2s', 'correlation', 0.14, false)],
  };
}

/** The images that a run keeps for its report: one of each wanted file and class. */
async function writeExamples(
  folder: string,
  evaluation: ReturnType<typeof fakeEvaluation>,
  random: RandomStream,
): Promise<void> {
  const images: Example[] = [];
  for (const domain of DOMAINS) {
    const { files, classes } = wantedExamples(evaluation, domain);
    const add = async (label: number, file: string) =>
      images.push({ domain, label, file, png: await encodeExample(draw(label, domain, random)) });
    for (const label of classes) await add(label, `${domain}/test/${label}/a.png`);
    for (const { file, label } of evaluation[domain].mistakes) if (files.has(file)) await add(label, file);
  }
  await writeFile(join(folder, EXAMPLES_FILE), JSON.stringify({ images }));
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
