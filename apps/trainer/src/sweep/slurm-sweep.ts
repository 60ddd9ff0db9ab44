import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { writeConfig, type SlurmOptions } from '@jiagu/config';
import { makeFolder, writeWhole } from '@jiagu/disk';
import { note } from '../command-line/output.js';
import type { EngineFlags } from '../command-line/verb.js';
import { makeSynthetic } from '../runs/make-synthetic.js';
import { planRun } from '../runs/plan-run.js';
import { writeOrigin } from '../runs/run-origin.js';
import type { SweepRun } from './plan-sweep.js';
import { arrayScript, compareScript, type SlurmSweep } from './slurm-scripts.js';

/** What a sweep is to Slurm. */
export function describeSlurmSweep(
  runs: readonly SweepRun[],
  folder: string,
  options: SlurmOptions,
  { device }: Pick<EngineFlags, 'device'>,
): SlurmSweep {
  return {
    folder,
    names: runs.map(({ name }) => name),
    options,
    program: [process.execPath, ...process.execArgv, process.argv[1] as string],
    flags: [...(device ? ['--device', device] : []), '--threads', String(options.cores)],
    directory: process.cwd(),
  };
}

/**
 * Submits the runs of a sweep that are not finished as one array of jobs, and their comparison after them. Synthetic data
 * are made here, since two runs must not make the same at once.
 * @returns the number of the array's job; null when all runs are finished
 * @throws Error when Slurm refuses
 */
export async function submitSweep(
  runs: readonly SweepRun[],
  folder: string,
  options: SlurmOptions,
  flags: Pick<EngineFlags, 'device'>,
): Promise<string | null> {
  for (const inner of ['configs', 'logs']) makeFolder(join(folder, inner));
  for (const { config } of runs) if (config.data.synthetic) await makeSynthetic(config.data.synthetic);
  const due = runs.filter(({ name, config }) => planRun(join(folder, name), config) !== 'nothing');
  if (due.length === 0) return null;
  for (const { name, config, origin } of due) {
    const written = join(folder, 'configs', `${name}.yaml`);
    writeConfig(written, config);
    writeOrigin(written, origin);
  }
  const scripts = { array: join(folder, 'sweep.sbatch'), compare: join(folder, 'compare.sbatch') };
  writeWhole(scripts.array, arrayScript(describeSlurmSweep(due, folder, options, flags)));
  writeWhole(scripts.compare, compareScript(describeSlurmSweep(runs, folder, options, flags)));
  const job = sbatch(scripts.array);
  note(`job ${job}: ${due.length} runs, script ${scripts.array}`);
  note(`job ${sbatch(`--dependency=afterany:${job}`, scripts.compare)}: the comparison after them`);
  return job;
}

/** @returns the job's number */
function sbatch(...args: string[]): string {
  const { status, stdout, stderr, error } = spawnSync('sbatch', ['--parsable', ...args], {
    encoding: 'utf8',
  });
  if (error)
    throw new Error(
      "sbatch can't be run: sweeps are submitted where Slurm is; --dry-run shows the script anywhere",
      { cause: error },
    );
  if (status !== 0) throw new Error(`Slurm refused: ${stderr.trim()}`);
  // Followed by the cluster's name where there are several.
  return (stdout.trim().split(';')[0] ?? '').trim();
}
