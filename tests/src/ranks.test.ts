import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bin, jiagu, type Outcome } from './command.js';
import { long } from './long.js';
import { digest, timeless } from './outcome-of-run.js';
import {
  findMpi,
  lives,
  ranksOf,
  startRanks,
  startWorkers,
  twoHosts,
  worker,
  type MpiEnvironment,
} from './ranks/mpi.js';
import { writeFaultStudies } from './study.js';

const folder = mkdtempSync(join(tmpdir(), 'jiagu-ranks-'));
const inRuns = (...names: string[]): string => join(folder, 'runs', ...names);
let env: MpiEnvironment;
beforeAll(async () => {
  env = await findMpi();
  writeFaultStudies(folder);
  writeFileSync(join(folder, 'gan.yaml'), gan);
});
afterAll(() => rmSync(folder, { recursive: true }));

const train = (study: string, name: string, ...sets: string[]): string[] => [
  'train',
  '--config',
  `${study}.yaml`,
  '--name',
  name,
  ...['threads=1', ...sets].flatMap((set) => ['--set', set]),
];
const ranks = (count: number, ...args: string[]) => startRanks(args, { ranks: count, env, cwd: folder });

interface Told {
  host: string;
  first: number[];
  last: string;
  wrong: string[];
  disordered: number[];
  message: string;
}

async function workers(task: string, count: number): Promise<Told[]> {
  const { code, stderr } = await startWorkers(task, { ranks: count, env, cwd: folder }).outcome;
  expect(code, stderr).toBe(0);
  return told(task, count);
}

/** What each of the workers wrote. */
const told = (task: string, count: number): Told[] =>
  Array.from(
    { length: count },
    (_, rank) => JSON.parse(readFileSync(join(folder, `${task}-${count}-${rank}.json`), 'utf8')) as Told,
  );

/** Length of the difference of two vectors, as a share of the second's. */
function distance(a: readonly number[], b: readonly number[]): number {
  const length = (values: readonly number[]): number => Math.hypot(...values);
  return length(a.map((value, i) => value - (b[i] as number))) / length(b);
}

describe('ranks', () => {
  it('sum rightly, and train as one process does', async () => {
    const [[one], [halves], two, four] = await Promise.all([
      workers('train', 1),
      workers('halves', 1),
      workers('all', 2),
      workers('all', 4),
    ]);
    for (const group of [two, four]) {
      for (const { wrong, disordered, message, first } of group) {
        expect(wrong).toEqual([]);
        // By any MPI.
        expect(disordered).toEqual([0, 0]);
        expect(message).toMatch(/networks of rank 1 on \S+ are no longer those of rank 0 \(b\.weight\):/);
        expect(distance(first, one?.first ?? [])).toBeLessThan(1e-6);
      }
      expect(new Set(group.map(({ last }) => last)).size).toBe(1);
    }
    // Fifty steps, weights and optimiser state: to the bit those of a process that adds the gradients of both halves.
    expect(two[0]?.last).toBe(halves?.last);
    // Which is another way of rounding than that of the whole batch, so that the digests can tell.
    expect(two[0]?.last).not.toBe(one?.last);
  });

  it('train together on two hosts, over a network, to the same bits', async () => {
    const { status, stderr } = spawnSync(twoHosts, [process.execPath, worker, 'train', folder], {
      cwd: folder,
      encoding: 'utf8',
      env,
    });
    expect(status, stderr).toBe(0);
    const both = told('train', 2);
    expect(new Set(both.map(({ host }) => host)).size).toBe(2);
    const [halves] = told('halves', 1);
    expect(both.map(({ last }) => last)).toEqual([halves?.last, halves?.last]);
  });

  it('are named with their machine when they hang', async () => {
    const { code, stderr } = await startWorkers('hang', {
      ranks: 3,
      env: { ...env, JIAGU_STALL_SECONDS: '1' },
      cwd: folder,
    }).outcome;
    expect(code).not.toBe(0);
    expect(stderr).toMatch(/waited 1 s for rank 2 on \S+, which hangs or is lost/);
    expect(stderr).not.toMatch(/for rank [01]\b/);
  });
});

describe('a run of two ranks', () => {
  it('ends in the same bits wherever it is stopped or loses a rank, and rank 0 alone writes', async () => {
    const whole = await ranks(2, ...train('dann', 'whole', 'training.compile=true')).outcome;
    expect(whole.code, whole.stderr).toBe(0);
    expect(whole.stdout.match(/report: /g)).toHaveLength(1);
    const lines = timeless(inRuns('whole'));
    expect(new Set(lines.map((line) => JSON.stringify(line))).size).toBe(lines.length);
    expect(JSON.parse(readFileSync(inRuns('whole', 'env.json'), 'utf8')).ranks).toBe(2);

    const begun = ranks(2, ...train('dann', 'stopped', 'training.compile=true'));
    await stepDone(inRuns('stopped'), 8, begun.outcome);
    begun.child.kill('SIGUSR2');
    const stopped = await begun.outcome;
    expect(stopped.code, stopped.stderr).toBe(140);
    expect(stopped.stderr).toMatch(/stopped after step \d+; the state is saved/);

    for (let kill = 0; kill < (long ? 5 : 1); kill++) {
      const { child, outcome } = ranks(2, 'resume', inRuns('stopped'));
      await stepDone(inRuns('stopped'), 16 + 8 * kill, outcome);
      const processes = ranksOf(child.pid as number);
      expect(processes).toHaveLength(2);
      const killed = performance.now();
      process.kill(processes[kill % 2] as number, 'SIGKILL');
      const { code, stderr } = await outcome;
      while (processes.some(lives) && performance.now() - killed < 10_000)
        await new Promise((resolve) => setTimeout(resolve, 10));
      expect(performance.now() - killed).toBeLessThan(10_000);
      expect(code).not.toBe(0);
      expect(stderr).toMatch(/rank [01] .*on node \S+ exited on signal 9/);
    }

    const other = await jiagu(['resume', inRuns('stopped')], folder);
    expect(other.code).toBe(2);
    expect(other.stderr).toMatch(/is trained by 2 ranks and can't be continued by a single process/);

    const resumed = await ranks(2, 'resume', inRuns('stopped')).outcome;
    expect(resumed.code, resumed.stderr).toBe(0);
    expect(digest(inRuns('stopped'), 'step-000060')).toBe(digest(inRuns('whole'), 'step-000060'));
    expect(timeless(inRuns('stopped'))).toEqual(lines);
  });

  it('trains STSN through all its phases', async () => {
    const { code, stderr } = await ranks(2, ...train('stsn', 'stsn')).outcome;
    expect(code, stderr).toBe(0);
    expect(stderr).not.toMatch(/uncompiled/);
    const kinds = timeless(inRuns('stsn')).filter((line) => (line as { type: string }).type === 'phase');
    expect(kinds.length).toBeGreaterThan(3);
  });
});

describe('a GAN of two ranks', () => {
  it('has its pool, augmentation and average in common, and is judged as by a single process', async () => {
    const { code, stderr } = await ranks(2, ...train('gan', 'gan')).outcome;
    expect(code, stderr).toBe(0);
    const sharded = timeless(inRuns('gan')).flatMap((line) => {
      const { type, generation } = line as { type: string; generation: Record<string, { value: number }> };
      return type === 'eval' ? [generation] : [];
    });
    expect(sharded).toHaveLength(2);
    const alone = await jiagu(['evaluate', '--run', 'gan', '--threads', '1', '--json'], folder);
    expect(alone.code, alone.stderr).toBe(0);
    const { measures } = JSON.parse(alone.stdout).generation;
    for (const [name, { value }] of Object.entries(sharded.at(-1) ?? {}))
      expect([name, measures[name].value]).toEqual([name, value]);
  });
});

describe('what can not go well', () => {
  it('is refused with a sentence before anything is made', async () => {
    const uneven = await ranks(2, ...train('dann', 'uneven', 'training.batchSize=3')).outcome;
    expect(uneven.code).toBe(2);
    expect(uneven.stderr).toMatch(/2 ranks can't share it evenly: take 2 or 4/);
    // A process of two that don't find each other.
    const single = spawnSync(process.execPath, [bin, ...train('dann', 'single')], {
      cwd: folder,
      encoding: 'utf8',
      env: { ...env, OMPI_COMM_WORLD_SIZE: '2', OMPI_COMM_WORLD_RANK: '0', OMPI_COMM_WORLD_LOCAL_SIZE: '2' },
    });
    expect(single.status, single.stderr).not.toBe(0);
    expect(single.stderr).toMatch(/started 2 ranks, but Open MPI \S+ finds 1: each would train by itself/);
    for (const name of ['uneven', 'single']) expect(existsSync(inRuns(name))).toBe(false);
  });
});

/** Waits until the log of a run tells of a step, or the run has ended. */
async function stepDone(run: string, step: number, outcome: Promise<Outcome>): Promise<void> {
  let ended = false;
  void outcome.then(() => (ended = true));
  const done = (): boolean => {
    const log = join(run, 'metrics.jsonl');
    if (!existsSync(log)) return false;
    const steps = [...readFileSync(log, 'utf8').matchAll(/"train","step":(\d+)/g)];
    return Number(steps.at(-1)?.[1] ?? 0) >= step;
  };
  while (!ended && !done()) await new Promise((resolve) => setTimeout(resolve, 10));
}

/** Whatever a GAN keeps between steps beside weights. */
const gan = `
name: gan
data:
  synthetic: { folder: glyphs, classes: 3, seed: 3, size: 16, trainPerClass: 20, testPerClass: 10 }
  source: { train: glyphs/handprint/train, test: glyphs/handprint/test }
  target: { train: glyphs/rubbing/train, test: glyphs/rubbing/test }
  classes: 3
  channels: 1
  imageSize: 16
method:
  name: gan
  domain: source
  generator: { body: dcgan, width: 4, latent: 8 }
  critic: { body: dcgan, width: 4 }
  loss: { name: hinge }
  criticSteps: 2
  pool: 12
  ema: { halfLife: 100 }
  augmentation: { adaptive: { target: 0.6, images: 200, every: 2 } }
training:
  steps: 10
  batchSize: 8
  log: { every: 5, tensorboard: false }
  evaluate: { every: 5, batchSize: 7, generation: { images: 30 } }
  samples: { every: 1000 }
  checkpoint: { every: 10 }
`;
