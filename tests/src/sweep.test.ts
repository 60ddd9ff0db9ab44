import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { VALIDATORS } from '@jiagu/config';
import _ from 'lodash';
import { beforeAll, describe, expect, it } from 'vitest';
import { jiagu, start } from './command.js';
import { writeStudy } from './study.js';

const folder = mkdtempSync(join(tmpdir(), 'jiagu-sweep-'));
const run = (...args: string[]) => jiagu(args, folder);
const sweep = [
  'sweep',
  'study.yaml',
  '--methods',
  'dann,source-only',
  '--seeds',
  '0,1',
  '--threads',
  '1',
  '--name',
  's',
];
const inSweep = (...names: string[]): string => join(folder, 'runs', 'sweeps', 's', ...names);
const runsOf = (): string[] =>
  existsSync(inSweep())
    ? readdirSync(inSweep()).filter((name) => existsSync(inSweep(name, 'config.yaml')))
    : [];

/** The metrics of a run without what depends on the clock. */
const metrics = (...path: string[]): unknown[] =>
  readFileSync(join(folder, ...path, 'metrics.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => _.omit(JSON.parse(line) as object, ['seconds', 'processorSeconds', 'imagesPerSecond']));

beforeAll(() => {
  writeStudy(folder);
  mkdirSync(join(folder, 'methods'));
  const common = 'bottleneck: 8, optimizer: { type: adam }, schedule: poly';
  writeFileSync(
    join(folder, 'methods', 'dann.yaml'),
    `title: DANN\nmethod: { name: dann, ${common}, discriminator: { hidden: 16 }, selfTraining: { from: 10 } }\ntraining: { checkpoint: { best: information-maximisation } }\n`,
  );
  writeFileSync(
    join(folder, 'methods', 'source-only.yaml'),
    `title: source-only\nmodel: { batchNorm: { statistics: shared } }\nmethod: { name: source-only, ${common} }\ntraining: { steps: 200, evaluate: { every: 1 }, earlyStopping: { validator: oracle, patience: 2 }, checkpoint: { best: oracle } }\n`,
  );
});

describe('a sweep', () => {
  it('that is stopped goes on where it was, and never runs again what is finished', async () => {
    const { child, outcome } = start(sweep, folder);
    const watch = setInterval(() => {
      if (!runsOf().some((name) => existsSync(inSweep(name, 'report.html')))) return;
      clearInterval(watch);
      child.kill('SIGTERM');
    }, 50);
    const { code, stderr } = await outcome;
    clearInterval(watch);
    expect(code, stderr).toBe(143);
    const finished = runsOf().filter((name) => existsSync(inSweep(name, 'report.html')));
    expect(finished.length).toBeGreaterThan(0);
    expect(finished.length).toBeLessThan(4);
    const written = finished.map((name) => statSync(inSweep(name, 'metrics.jsonl')).mtimeMs);

    const again = await run(...sweep, '--json');
    expect(again.code, again.stderr).toBe(0);
    expect(runsOf()).toHaveLength(4);
    expect(finished.map((name) => statSync(inSweep(name, 'metrics.jsonl')).mtimeMs)).toEqual(written);
    const { methods, validators, runs } = JSON.parse(again.stdout);
    expect(methods.map(({ title, seeds }: { title: string; seeds: string[] }) => [title, seeds])).toEqual([
      ['DANN', ['0', '1']],
      ['source-only', ['0', '1']],
    ]);
    expect(methods.map(({ chosenBy }: { chosenBy: string }) => chosenBy)).toEqual([
      'information-maximisation',
      'oracle',
    ]);
    expect(validators.map(({ name }: { name: string }) => name)).toEqual(
      expect.arrayContaining([...VALIDATORS]),
    );
    for (const type of ['md', 'csv', 'json', 'svg', 'png'])
      expect(existsSync(inSweep(`comparison.${type}`)), type).toBe(true);
    expect(readFileSync(inSweep('comparison.md'), 'utf8')).toContain('ORACLE: target labels');
    const page = readFileSync(inSweep('compare.html'), 'utf8');
    expect(page).toContain('oracle: target labels');
    expect(page).toContain('data-state="final"');
    for (const { folder: path, target, chosenBy, evaluations } of runs) {
      const chosen = JSON.parse(readFileSync(join(folder, path, 'evaluation.json'), 'utf8'));
      const figure = (evaluation: { target: number; validators: Record<string, number> }): number =>
        chosenBy === 'oracle' ? evaluation.target : (evaluation.validators[chosenBy] as number);
      const figures: number[] = evaluations.map(figure);
      const best = evaluations[figures.indexOf(Math.max(...figures))];
      expect([chosen.checkpoint, chosen.step, target]).toEqual(['best', best.step, best.target]);
      // Stopped early: two evaluations in a row that were no better than the best.
      if (chosenBy === 'oracle') expect(evaluations.at(-1).step).toBe(Math.min(200, best.step + 2));
    }
  });

  it('tells which methods there are', async () => {
    const { code, stderr } = await run('sweep', 'study.yaml', '--methods', 'cycada');
    expect(code).toBe(2);
    expect(stderr).toMatch(/cycada\.yaml; known: dann, source-only/);
  });
});

describe('the same seed and number of threads', () => {
  it('give the same metrics to the last digit, another seed others', async () => {
    const [first, other] = [0, 1].map((seed) =>
      runsOf().find((name) => name.startsWith(`dann-seed${seed}`)),
    ) as [string, string];
    const again = [
      'train',
      '--config',
      inSweep('configs', `${first}.yaml`),
      '--threads',
      '1',
      '--runs',
      'again',
    ];
    const { code, stderr } = await run(...again);
    expect(code, stderr).toBe(0);
    const sweeps = ['runs', 'sweeps', 's'];
    expect(metrics('again', first)).toEqual(metrics(...sweeps, first));
    expect(metrics(...sweeps, other)).not.toEqual(metrics(...sweeps, first));
  });
});
