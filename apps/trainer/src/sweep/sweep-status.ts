import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { lockRun, RunFolder } from '@jiagu/training';
import { isUntrained } from '../runs/new-run.js';
import { isFinished } from '../runs/resume-run.js';
import { jobName } from './slurm-scripts.js';
import type { SweepRun } from './plan-sweep.js';

/** How far a run of a sweep is. */
export interface RunStatus {
  readonly name: string;
  readonly state: 'not started' | 'running' | 'stopped' | 'done';
  /** of `training.steps`, as far as they were logged */
  readonly step: number;
  readonly steps: number;
}

/** How far the runs of a sweep are, whether they run on this machine or as Slurm's jobs. */
export async function sweepStatus(runs: readonly SweepRun[], folder: string): Promise<RunStatus[]> {
  const queued = tasksRunning(folder);
  return Promise.all(
    runs.map(async ({ name, config }) => {
      const path = join(folder, name);
      const started = existsSync(join(path, 'config.yaml'));
      const step = started ? lastStep(path) : 0;
      const state =
        started && isFinished(RunFolder.open(path))
          ? 'done'
          : queued.has(name) || (await isLocked(path))
            ? 'running'
            : started && !isUntrained(path)
              ? 'stopped'
              : 'not started';
      return { name, state, step, steps: config.training.steps } as const;
    }),
  );
}

/** The last step in a run's log. */
function lastStep(path: string): number {
  const log = join(path, 'metrics.jsonl');
  const steps = existsSync(log) ? [...readFileSync(log, 'utf8').matchAll(/"step":(\d+)/g)] : [];
  return Number(steps.at(-1)?.[1] ?? 0);
}

/** Whether a process of this machine is at work on a run. */
async function isLocked(path: string): Promise<boolean> {
  try {
    (await lockRun(path))();
    return false;
  } catch {
    return true;
  }
}

/** The runs whose tasks Slurm has running: the script that was submitted tells which task does which. */
function tasksRunning(folder: string): Set<string> {
  const script = join(folder, 'sweep.sbatch');
  if (!existsSync(script)) return new Set();
  const [, list = ''] = /^runs=\(\n(.*?)^\)/ms.exec(readFileSync(script, 'utf8')) ?? [];
  const names = list.split('\n').flatMap((line) => line.trim() || []);
  const { stdout } = spawnSync(
    'squeue',
    ['--me', '--noheader', '--array', '--states=RUNNING', `--name=${jobName(folder)}`, '--format=%K'],
    { encoding: 'utf8' },
  );
  const tasks = (stdout ?? '').split('\n').filter((line) => /^\d+$/.test(line.trim()));
  return new Set(tasks.flatMap((task) => names[Number(task)] ?? []));
}
