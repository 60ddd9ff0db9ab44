import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jiagu } from './command.js';
import { long } from './long.js';
import { digest } from './outcome-of-run.js';
import { slurm, startSlurm } from './slurm/cluster.js';
import { writeFaultStudies } from './study.js';

const folder = mkdtempSync(join(tmpdir(), 'jiagu-slurm-'));
const sweep = ['sweep', 'dann.yaml', '--methods', 'plain,adverse', '--seeds', '0,1', '--set', 'threads=1'];
const runs = join(folder, 'runs', 'sweeps', 'dann');

interface Status {
  name: string;
  state: string;
  step: number;
  steps: number;
}
const status = async (): Promise<Status[]> => {
  const { code, stdout, stderr } = await jiagu([...sweep, ...steps, '--status', '--json'], folder);
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout) as Status[];
};
const steps = ['--set', `training.steps=${long ? 500 : 60}`];

beforeAll(() => {
  writeFaultStudies(folder);
  mkdirSync(join(folder, 'methods'));
  writeFileSync(join(folder, 'methods', 'adverse.yaml'), 'method: { rampSteps: 20 }\n');
  writeFileSync(join(folder, 'methods', 'plain.yaml'), 'method: { rampSteps: 30 }\n');
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('a sweep for Slurm', () => {
  it('shows its script and how far it is, and makes nothing before it is submitted', async () => {
    const { code, stdout, stderr } = await jiagu([...sweep, '--slurm', '--cores', '1', '--dry-run'], folder);
    expect(code, stderr).toBe(0);
    expect(stdout).toMatch(/^#SBATCH --array=0-3$/m);
    const states = await status();
    expect(states.map(({ state, step }) => [state, step])).toEqual(Array(4).fill(['not started', 0]));
    expect(existsSync(join(folder, 'runs'))).toBe(false);
  });

  if (long)
    it('is trained by it: a task that gives way is requeued and goes on to the same bits, then all are compared', async () => {
      const cluster = await startSlurm(join(folder, 'slurm'));
      Object.assign(process.env, cluster.env);
      try {
        const submitted = await jiagu([...sweep, ...steps, '--slurm', '--partition', 'patient'], folder);
        expect(submitted.code, submitted.stderr).toBe(0);
        const [first] = await until(
          async () => (await status()).filter(({ state, step }) => state === 'running' && step > 30),
          ({ length }) => length === 2,
        );
        // It wants a core at once, and one of the two running tasks has to give way.
        slurm(
          cluster,
          'sbatch',
          '--partition=urgent',
          '--ntasks=1',
          `--output=${folder}/urgent`,
          '--wrap=sleep 20',
        );
        await until(
          async () => slurm(cluster, 'squeue', '--noheader', '--format=%P %T'),
          (jobs) => /urgent +RUNNING/.test(jobs) && jobs.match(/patient +RUNNING/g)?.length === 1,
        );
        expect(first?.steps).toBe(500);
        await until(
          async () => slurm(cluster, 'squeue', '--noheader'),
          (jobs) => jobs === '',
        );
        expect((await status()).map(({ state }) => state)).toEqual(Array(4).fill('done'));
        const logs = [0, 1, 2, 3].map((task) => readFileSync(join(runs, 'logs', `task-${task}.log`), 'utf8'));
        const requeued = logs.filter((log) => /continuing \S+ from step-/.test(log));
        expect(requeued).toHaveLength(1);
        expect(requeued[0]).toMatch(/stopped after step \d+; the state is saved/);
        expect(readFileSync(join(runs, 'comparison.md'), 'utf8')).toMatch(/adverse[^]*plain/);

        const name = /runs\/sweeps\/dann\/(\S+?) from/.exec(requeued[0] ?? '')?.[1] ?? '';
        const whole = ['train', '--config', join(runs, 'configs', `${name}.yaml`), '--name', 'whole'];
        const { code, stderr } = await jiagu([...whole, '--threads', '1'], folder);
        expect(code, stderr).toBe(0);
        expect(digest(join(runs, name), 'step-000500')).toBe(
          digest(join(folder, 'runs', 'whole'), 'step-000500'),
        );
      } finally {
        cluster.stop();
      }
    }, 1_800_000);
});

/** Asks twice a second until the answer is as wished. */
async function until<T>(ask: () => Promise<T>, wished: (answer: T) => boolean): Promise<T> {
  for (;;) {
    const answer = await ask();
    if (wished(answer)) return answer;
    await wait(500);
  }
}
