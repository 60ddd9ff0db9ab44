import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jiagu } from './command.js';
import { killAfterStep } from './kill.js';
import { readEvents, type Events } from './read-events.js';
import { writeFaultStudies } from './study.js';

const folder = mkdtempSync(join(tmpdir(), 'jiagu-events-'));
const run = join(folder, 'runs', 'stsn');
let events: Events;

beforeAll(async () => {
  writeFaultStudies(folder);
  // After the checkpoint of step 20 there are events of steps 22 to 26, an evaluation and a picture among them.
  const every = { 'log.every': 2, 'evaluate.every': 12, 'samples.every': 11, 'checkpoint.every': 20 };
  const settings = { ...every, 'log.tensorboard': true, 'checkpoint.best': 'none', steps: 40 };
  const train = ['train', '--config', 'stsn.yaml', '--threads', '1'];
  for (const [key, value] of Object.entries(settings)) train.push('--set', `training.${key}=${value}`);
  const moment = { cwd: folder, path: join('runs', 'stsn'), step: 26, within: 0 };
  const killed = await killAfterStep(train, moment);
  expect(killed.signal, killed.stderr).toBe('SIGKILL');
  expect(metrics().at(-1)?.step).toBeGreaterThanOrEqual(26);
  const resumed = await jiagu(['resume', 'runs/stsn'], folder);
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
    expect(evaluated.map(({ step }) => step)).toEqual([12, 24, 36, 40]);
    const tags = ['enc_shared', 'enc_shared.fc', 'enc_s', 'enc_t', 'dec', 'dis_s2t', 'dis_t2s', 'dis_f'];
    for (const step of [12, 24, 36, 40]) {
      const found = events.histograms.filter((histogram) => histogram.step === step);
      expect(found.map(({ tag }) => tag).sort()).toEqual(
        [...tags.map((tag) => `weights/${tag}`), 'texture code/source', 'texture code/target'].sort(),
      );
      for (const { tag, count, buckets } of found) {
        expect(
          buckets.reduce((sum, bucket) => sum + bucket),
          tag,
        ).toBe(count);
        // 4 test images of 8 numbers; a classifier of 32 features and 2 classes.
        if (tag.startsWith('texture')) expect(count).toBe(4 * 8);
        if (tag === 'weights/enc_shared.fc') expect(count).toBe(32 * 2 + 2);
      }
    }
    expect(events.histograms).toHaveLength(40);
  });

  it('has the pictures of the run, byte for byte', () => {
    const sampled = metrics().filter(({ type }) => type === 'sample');
    expect(sampled.map(({ step }) => step)).toEqual([11, 22, 33]);
    const pictures = [
      ...sampled.map(({ step, file }) => ({ tag: 'samples', step, file: file as string })),
      ...[
        'swap-matrix',
        'strips',
        'interpolation-textures',
        'interpolation-structures',
        'random-textures',
      ].map((name) => ({ tag: `final/${name}`, step: 40, file: `samples/${name}.png` })),
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
    expect(events.restarts).toEqual([21]);
  });
});
