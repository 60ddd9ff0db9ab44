import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { RandomStream } from '@jiagu/random';
import { imageGrid, type Tile } from '../image-grid.js';

export interface FakeRunOptions {
  classNames: string[];
  steps?: number;
  /** Leaves out the evaluation, the final pictures and `done`. */
  aborted?: boolean;
  title?: string;
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
  await writeFile(join(folder, 'metrics.jsonl'), fakeLog(steps, random));
  await writePictures(join(folder, 'samples'), steps, aborted, random);
  if (aborted) return;
  await writeFile(
    join(folder, 'evaluation.json'),
    JSON.stringify(await fakeEvaluation(classNames, data, random)),
  );
  await writeFile(join(folder, 'done'), '');
}

/** A log with `every` steps a line, phases and evaluations as a run of the demo has them. */
export function fakeLog(steps: number, random: RandomStream, every = 10): string {
  const names = ['encoder warm-up', 'decoder warm-up', 'separation', 'self-training'];
  const starts = [0, 0.11, 0.33, 0.8].map((share) => Math.round(share * steps));
  const lines: unknown[] = [];
  const noise = (spread: number) => Math.exp(random.normal(0, spread));
  for (let step = every; step <= steps; step += every) {
    const seconds = Number((step * 0.085).toFixed(1));
    starts.forEach((start, i) => {
      if (start > step - every - 1 && start <= step - 1)
        lines.push({ type: 'phase', step: start, name: names[i] });
    });
    const t = step / steps;
    const losses: Record<string, number> = { cls: 3.2 * Math.exp(-9 * t) * noise(0.3) + 0.01 * noise(0.4) };
    if (t > 0.11) losses['reconstruction'] = (0.9 * Math.exp(-4 * t) + 0.25) * noise(0.05);
    if (t > 0.33) {
      losses['feature'] = 0.69 + random.normal(0, 0.05);
      losses['image'] = 0.5 * noise(0.2);
      losses['perceptual'] = 1.4 * Math.exp(-2 * t) * noise(0.06);
      losses['image discriminator'] = 0.2 * noise(0.3);
      losses['feature discriminator'] = 1.3 + random.normal(0, 0.05);
    }
    losses['total'] = Object.values(losses).reduce((sum, loss) => sum + loss);
    const decay = (1 - t) ** 0.9;
    const rates = {
      encoder: 1e-3 * decay,
      reconstruction: 2e-3 * decay,
      D_I: 4e-4 * decay,
      D_F: 1e-4 * decay,
    };
    lines.push({ type: 'train', step, seconds, losses, rates, imagesPerSecond: 190 * noise(0.05) });
    if (step % Math.max(every, Math.round(steps / 20 / every) * every) === 0) {
      const target =
        t < 0.33 ? 0.05 + 0.3 * t : 0.94 - 0.8 * Math.exp(-7 * (t - 0.3)) + random.normal(0, 0.01);
      lines.push({
        type: 'eval',
        step,
        seconds,
        source: { accuracy: Math.min(1, 1 - 0.9 * Math.exp(-30 * t)), loss: losses['cls'] },
        target: { accuracy: Math.max(0, Math.min(1, target)), loss: 0.4 },
      });
    }
  }
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}

async function fakeEvaluation(classNames: string[], data: string, random: RandomStream) {
  const confusion: [number, number, number][] = [];
  const mistakes: { file: string; label: number; predicted: number; confidence: number }[] = [];
  const perClass = [];
  const total = 25;
  for (const [label, name] of classNames.entries()) {
    const wrong = Math.min(total, Math.floor(Math.abs(random.normal(0, 1)) ** 2.5 * 1.6));
    perClass.push({ class: label, correct: total - wrong, total });
    confusion.push([label, label, total - wrong]);
    const other = (label + 1 + random.integer(3)) % classNames.length;
    if (wrong > 0 && other !== label) confusion.push([label, other, wrong]);
    // A name is a folder only where a file system can hold it.
    const place = /^[\w-]+$/.test(name) ? name : `class-${label}`;
    await writeGlyph(join(data, 'source', 'test', place), 'a.png', draw(label, 'source', random));
    for (let i = 0; i < wrong; i++) {
      const file = `scan ${i}${/^[\w-]+$/.test(name) ? '' : '<img src=x onerror=alert(1)>'}.png`;
      await writeGlyph(join(data, 'target', 'test', place), file, draw(label, 'target', random));
      const confidence = random.uniform(0.3, 1);
      mistakes.push({ file: join(data, 'target', 'test', place, file), label, predicted: other, confidence });
    }
  }
  const correct = perClass.reduce((sum, row) => sum + row.correct, 0);
  return {
    step: 2740,
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

async function writeGlyph(folder: string, file: string, { width, height, data }: Tile): Promise<void> {
  await mkdir(folder, { recursive: true });
  await sharp(data, { raw: { width, height, channels: 1 } })
    .png()
    .toFile(join(folder, file.replaceAll('/', '-')));
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
  for (let step = 500; step <= steps; step += Math.max(500, Math.round(steps / 12 / 500) * 500)) {
    const name = `step-${String(step).padStart(6, '0')}.png`;
    await writeFile(join(folder, name), await imageGrid({ rows: strips(), upscale: 2, rowLabels: labels }));
  }
  if (aborted) return;
  await writeFile(
    join(folder, 'strips.png'),
    await imageGrid({ rows: strips(), upscale: 3, rowLabels: labels }),
  );
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

/** A few strokes which a class always has, dark on white or pale on a rough ground. */
function draw(label: number, domain: 'source' | 'target', random: RandomStream): Tile {
  const size = 32;
  const strokes = new RandomStream(`glyph ${label}`);
  const level = Float64Array.from({ length: size * size }, () =>
    domain === 'source' ? 255 : 45 + random.normal(0, 16),
  );
  for (let stroke = 0; stroke < 4; stroke++) {
    const [x0, y0, x1, y1] = [0, 0, 0, 0].map(() => strokes.uniform(4, 27) + random.normal(0, 0.8));
    for (let i = 0; i <= 60; i++) {
      const [x, y] = [
        (x0 ?? 0) + (((x1 ?? 0) - (x0 ?? 0)) * i) / 60,
        (y0 ?? 0) + (((y1 ?? 0) - (y0 ?? 0)) * i) / 60,
      ];
      for (const [dx, dy] of [
        [0, 0],
        [1, 0],
        [0, 1],
      ] as const)
        level[Math.round(y + dy) * size + Math.round(x + dx)] =
          domain === 'source' ? 20 : 185 + random.normal(0, 20);
    }
  }
  return {
    width: size,
    height: size,
    channels: 1,
    data: Uint8Array.from(level, (v) => Math.max(0, Math.min(255, v))),
  };
}
