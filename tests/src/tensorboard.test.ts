import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jiagu } from './command.js';
import { killAfterStep } from './kill.js';
import { readEvents, type Events } from './read-events.js';
import { writeStudy } from './study.js';

const folder = mkdtempSync(join(tmpdir(), 'jiagu-events-'));
const run = join(folder, 'runs', 'tiny');
let events: Events;

beforeAll(async () => {
  writeStudy(folder);
  // After the checkpoint of step 7 there are events of steps 8 to 12, an evaluation and a picture among them.
  const every = ['training.checkpoint.every=7', 'training.steps=16', 'training.samples.every=5'];
  const train = ['train', '--config', 'study.yaml', ...every.flatMap((set) => ['--set', set])];
  const killed = await killAfterStep(train, { cwd: folder, path: join('runs', 'tiny'), step: 12 });
  expect(killed.signal, killed.stderr).toBe('SIGKILL');
  expect(metrics().at(-1)?.step).toBeGreaterThanOrEqual(12);
  const resumed = await jiagu(['resume', 'runs/tiny'], folder);
  expect(resumed.code, resumed.stderr).toBe(0);
  events = readEvents(
    readdirSync(run)
      .filter((name) => name.startsWith('events.out.tfevents.'))
      .sort()
      .map((name) => join(run, name)),
  );
});
afterAll(() => rmSync(folder, { recursive: true }));

interface Line {
  type: string;
  step: number;
  [key: string]: unknown;
}
const metrics = (): Line[] =>
  readFileSync(join(run, 'metrics.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);

describe('the event file of a run that was killed and went on', () => {
  it('has the scalars of the metrics, each once', () => {
    const numbers = (prefix: string, values: unknown, { step }: Line) =>
      Object.entries((values ?? {}) as Record<string, number>).map(([name, value]) => ({
        tag: `${prefix}/${name}`,
        step,
        value: Math.fround(value),
      }));
    const expected = metrics().flatMap((line) => {
      const { accuracy, loss } = Object.fromEntries(
        ['accuracy', 'loss'].map((figure) => [
          figure,
          Object.fromEntries(
            ['source', 'target'].map((domain) => [
              domain,
              (line[domain] as Record<string, number> | undefined)?.[figure],
            ]),
          ),
        ]),
      );
      if (line.type === 'train')
        return [
          ...numbers('loss', line.losses, line),
          ...numbers('rate', line.rates, line),
          { tag: 'images per second', step: line.step, value: Math.fround(line.imagesPerSecond as number) },
        ];
      if (line.type !== 'eval') return [];
      return [
        ...numbers('accuracy', accuracy, line),
        ...numbers('test loss', loss, line),
        ...numbers('validator', line.validators, line),
      ];
    });
    const sorted = (scalars: Events['scalars']) =>
      [...scalars].sort((a, b) => a.step - b.step || (a.tag < b.tag ? -1 : 1));
    expect(expected.length).toBeGreaterThan(50);
    expect(sorted(events.scalars)).toEqual(sorted(expected));
  });

  it('has histograms of weights and texture codes at every evaluation', () => {
    const evaluated = metrics().filter(({ type }) => type === 'eval');
    expect(evaluated.map(({ step }) => step)).toEqual([10, 16]);
    const tags = ['enc_shared', 'enc_shared.fc', 'enc_s', 'enc_t', 'dec', 'dis_s2t', 'dis_t2s', 'dis_f'];
    for (const step of [10, 16]) {
      const found = events.histograms.filter((histogram) => histogram.step === step);
      expect(found.map(({ tag }) => tag).sort()).toEqual(
        [...tags.map((tag) => `weights/${tag}`), 'texture code/source', 'texture code/target'].sort(),
      );
      for (const { tag, count, buckets } of found) {
        expect(
          buckets.reduce((sum, bucket) => sum + bucket),
          tag,
        ).toBe(count);
        // 16 test images of 8 numbers; a classifier of 32 features and 4 classes.
        if (tag.startsWith('texture')) expect(count).toBe(16 * 8);
        if (tag === 'weights/enc_shared.fc') expect(count).toBe(32 * 4 + 4);
      }
    }
    expect(events.histograms).toHaveLength(20);
  });

  it('has the pictures of the run, byte for byte', () => {
    const sampled = metrics().filter(({ type }) => type === 'sample');
    expect(sampled.map(({ step }) => step)).toEqual([5, 10, 15]);
    const pictures = [
      ...sampled.map(({ step, file }) => ({ tag: 'samples', step, file: file as string })),
      ...[
        'swap-matrix',
        'strips',
        'interpolation-textures',
        'interpolation-structures',
        'random-textures',
      ].map((name) => ({ tag: `final/${name}`, step: 16, file: `samples/${name}.png` })),
    ];
    expect(events.images.map(({ tag, step }) => [tag, step])).toEqual(
      pictures.map(({ tag, step }) => [tag, step]),
    );
    for (const [i, { png, width, height }] of events.images.entries()) {
      expect(png.equals(readFileSync(join(run, pictures[i]?.file ?? ''))), pictures[i]?.file).toBe(true);
      // The size as the PNG's header has it.
      expect([width, height]).toEqual([png.readUInt32BE(16), png.readUInt32BE(20)]);
    }
  });

  it('lets a TensorBoard that was looking on forget what came after the checkpoint', () => {
    expect(events.restarts).toEqual([8]);
  });
});
