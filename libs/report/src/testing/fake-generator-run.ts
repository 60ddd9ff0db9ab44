import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { directions, type GenerationDetails, type MeasureName } from '@jiagu/generation-metrics';
import { RandomStream } from '@jiagu/random';
import { imageGrid, type Tile } from '../image-grid.js';
import { GENERATOR_PICTURES } from '../sections/generator-pictures.js';
import { draw } from './fake-glyph.js';

/** What the invented run looks like. */
export interface FakeGeneratorRunOptions {
  /** classes that can be asked for; absent: none */
  classNames?: string[];
  title?: string;
  seed?: number;
  steps?: number;
  /** whether the method has a critic; default: yes */
  critic?: boolean;
  /** leaves out the evaluation, the final pictures and `done` */
  aborted?: boolean;
  /** figures of the last evaluation in place of the usual ones */
  measures?: Partial<Record<MeasureName, number>>;
}

/** What real images get, and what a good generator gets. */
const usual: Record<MeasureName, [floor: number, value: number]> = {
  fid: [2.1, 9.8],
  kid: [0.0004, 0.0132],
  precision: [0.82, 0.71],
  recall: [0.84, 0.55],
  density: [1.01, 0.8],
  coverage: [0.95, 0.7],
  authenticity: [0.52, 0.61],
  diversity: [8.1, 7.4],
  labelCorrectness: [0.98, 0.9],
  inceptionScore: [6.5, 5.1],
};

/** Writes a run folder as the training of a generator would leave it, with invented numbers and drawn glyphs. */
export async function writeFakeGeneratorRun(
  folder: string,
  options: FakeGeneratorRunOptions = {},
): Promise<void> {
  const { classNames = [], title = 'GAN, demo', seed = 3, steps = 1000, critic = true } = options;
  const { aborted = false, measures = {} } = options;
  const random = new RandomStream(`fake generator ${seed}`);
  const domain = classNames.length > 0 ? 'source' : 'target';
  await mkdir(join(folder, 'samples'), { recursive: true });
  const config = {
    name: 'fake-gan',
    title,
    seed,
    data: { [domain]: { train: `${domain}/train`, test: `${domain}/test` }, classes: 24, imageSize: 32 },
    method: { name: critic ? 'gan' : 'vae', domain },
    training: { steps, batchSize: 64, checkpoint: { every: 100, best: 'kid' } },
  };
  await writeFile(join(folder, 'config.yaml'), JSON.stringify(config, null, 2));
  const started = '2026-11-29T06:42:21.120Z';
  const environment = { seed, started, classNames, data: { [domain]: { train: 3600, test: 600 } } };
  await writeFile(join(folder, 'env.json'), JSON.stringify(environment));
  const last = Object.fromEntries(
    Object.entries(usual)
      .filter(([name]) => name !== 'labelCorrectness' || classNames.length > 0)
      .map(([name, [floor, value]]) => [name, { floor, value: measures[name as MeasureName] ?? value }]),
  );
  await writeFile(join(folder, 'metrics.jsonl'), logOf(steps, last, critic, random));
  await writePictures(join(folder, 'samples'), { classNames, steps, aborted }, random);
  if (aborted) return;
  const generation: GenerationDetails['generation'] = {
    features: { kind: 'pixels', size: 16 },
    domain,
    images: { generated: 500, real: 500, training: 3600 },
    measures: Object.fromEntries(
      Object.entries(last).map(([name, { floor, value }]) => [
        name,
        {
          value,
          floor,
          better: directions[name as MeasureName],
          ...(name === 'kid' && { deviation: 0.0011, floorDeviation: 0.0009 }),
        },
      ]),
    ),
  };
  const evaluation = { step: steps, checkpoint: 'best', chosenBy: 'kid', classNames, generation };
  await writeFile(join(folder, 'evaluation.json'), JSON.stringify(evaluation));
  await writeFile(join(folder, 'done'), '');
}

type Measures = Record<string, { floor: number; value: number }>;

function logOf(steps: number, last: Measures, critic: boolean, random: RandomStream): string {
  const lines: object[] = [{ type: 'phase', step: 0, name: 'training' }];
  for (let step = 10; step <= steps; step += 10) {
    const seconds = step * 0.2;
    const t = step / steps;
    const near = (value: number, spread: number): number => value + random.normal(0, spread);
    const losses = critic
      ? {
          critic: near(1.2 + 0.15 * t, 0.05),
          generator: near(1.1 - 0.3 * t, 0.1),
          'critic accuracy, real': Math.min(1, near(0.56 + 0.4 * Math.exp(-5 * t), 0.02)),
          'critic accuracy, generated': Math.min(1, near(0.54 + 0.4 * Math.exp(-5 * t), 0.02)),
          'critic score, real': near(0.4 + 2 * Math.exp(-5 * t), 0.1),
          'critic score, generated': near(-0.4 - 2 * Math.exp(-5 * t), 0.1),
          'gradient norm, generator': Math.exp(near(-1, 0.2)),
          'gradient norm, critic': Math.exp(near(1 - 4 * t, 0.2)),
          'augmentation probability': 0.4 * t,
        }
      : { total: near(100 + 900 * Math.exp(-5 * t), 5) };
    const rates = critic ? { generator: 2e-4, critic: 4e-4 } : { total: 1e-3 };
    lines.push({ type: 'train', step, seconds, losses, rates, imagesPerSecond: near(640, 20) });
    if (step % Math.round(steps / 10) !== 0) continue;
    const generation = Object.fromEntries(
      Object.entries(last).map(([name, { floor, value }]) => {
        // From far off the floor to the last value.
        const far = directions[name as MeasureName] === 'lower' ? 40 * (value - floor) : -value;
        return [name, { floor, value: value + far * Math.exp(-4 * t) * (1 - t) }];
      }),
    );
    // Bins from -3 to 3: humps that approach each other, as the mean scores do.
    const hump = (middle: number): number[] =>
      Array.from({ length: 12 }, (_, i) => Math.round(100 * Math.exp(-((i / 2 - 2.75 - middle) ** 2))));
    const mean = 0.4 + 2 * Math.exp(-5 * t);
    const counts = { real: hump(mean), 'held out': hump(mean - 0.3), generated: hump(-mean) };
    const scores = critic ? { from: -3, to: 3, counts } : undefined;
    lines.push({ type: 'eval', step, seconds, generation, scores });
  }
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}

async function writePictures(
  folder: string,
  { classNames, steps, aborted }: { classNames: string[]; steps: number; aborted: boolean },
  random: RandomStream,
): Promise<void> {
  const rows = (count: number, columns: number): Tile[][] =>
    Array.from({ length: count }, (_, row) =>
      Array.from({ length: columns }, (_, column) => draw(row + 5 * column, 'target', random)),
    );
  const picture = await imageGrid({ rows: rows(4, 6), upscale: 3 });
  for (let step = steps / 5; step <= steps; step += steps / 5)
    await writeFile(join(folder, `step-${String(step).padStart(6, '0')}.png`), picture);
  if (aborted) return;
  const conditional = classNames.length > 0;
  const files = Object.entries(GENERATOR_PICTURES).filter(([name]) =>
    conditional ? name !== 'generated' && name !== 'real' : name !== 'classes',
  );
  for (const [, file] of files) await writeFile(join(folder, file), picture);
}
