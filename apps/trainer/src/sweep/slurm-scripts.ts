import { join, resolve } from 'node:path';
import type { SlurmOptions } from '@jiagu/config';

/** What the scripts of a sweep are made of. */
export interface SlurmSweep {
  /** holds the run folders, their logs and configurations */
  readonly folder: string;
  /** names of the runs; the n-th task does the n-th */
  readonly names: readonly string[];
  readonly options: SlurmOptions;
  /** the words that start this program */
  readonly program: readonly string[];
  /** flags of every run, such as its device */
  readonly flags: readonly string[];
  /** the folder in which relative paths of the configurations hold */
  readonly directory: string;
}

/** Seconds that a run has for its step and for saving, before Slurm's own end or a preemption. */
const GRACE = 120;

/** So often a run goes on by itself after it was stopped: something that stops it each time must not go on for ever. */
const RESTARTS = 50;

/** The name under which Slurm lists a sweep. */
export const jobName = (folder: string): string => `jiagu-${resolve(folder).split('/').at(-1)}`;

/**
 * The script of an array of jobs: each task trains one run, or goes on with it. Told by Slurm that its time is over, it
 * saves its state and puts itself into the queue again.
 */
export function arrayScript({ folder, names, options, program, flags, directory }: SlurmSweep): string {
  const limit = options.atOnce === undefined ? '' : `%${options.atOnce}`;
  const log = join(resolve(folder), 'logs', 'task-%a.log');
  const configs = join(resolve(folder), 'configs');
  return `#!/bin/bash
${headers(folder, options, log)}
#SBATCH --array=0-${names.length - 1}${limit}
#SBATCH --ntasks=1 --cpus-per-task=${options.cores}
#SBATCH --requeue --open-mode=append
#SBATCH --signal=B:USR2@${GRACE}
${[...options.lines.map((line) => `#SBATCH ${line}`), ''].join('\n')}
runs=(
${names.map((name) => `  ${quoted(name)}`).join('\n')}
)
run=\${runs[$SLURM_ARRAY_TASK_ID]}
cd ${quoted(directory)} || exit 1
${options.setUp.map((line) => `${line}\n`).join('')}
# In the background, since bash hears signals only while it waits.
${[...program, 'train', '--config'].map(quoted).join(' ')} ${quoted(configs)}/"$run".yaml \\
  ${['--runs', resolve(folder), '--continue', ...flags].map(quoted).join(' ')} &
child=$!
trap 'kill -USR2 $child' USR2
trap 'kill -TERM $child' TERM
wait $child
code=$?
while kill -0 $child 2>/dev/null; do
  wait $child
  code=$?
done

# Stopped by a signal, its state saved: again, from there.
if [[ $code =~ ^(129|130|140|143)$ && \${SLURM_RESTART_COUNT:-0} -lt ${RESTARTS} ]]; then
  scontrol requeue "\${SLURM_ARRAY_JOB_ID}_$SLURM_ARRAY_TASK_ID"
fi
exit $code
`;
}

/** The script of the job that compares the runs when the array is through. */
export function compareScript({ folder, names, options, program, directory }: SlurmSweep): string {
  const runs = names.map((name) => quoted(join(resolve(folder), name)));
  const log = join(resolve(folder), 'logs', 'compare.log');
  return `#!/bin/bash
${headers(`${folder}-compare`, { ...options, time: undefined }, log)}
#SBATCH --ntasks=1 --cpus-per-task=1

cd ${quoted(directory)} || exit 1
${options.setUp.map((line) => `${line}\n`).join('')}
# A run that failed has nothing to compare.
done=()
for run in \\
  ${runs.join(' \\\n  ')}; do
  [[ -f $run/done ]] && done+=("$run")
done
${[...program, 'compare'].map(quoted).join(' ')} "\${done[@]}" --output ${quoted(resolve(folder))}
`;
}

function headers(folder: string, { account, partition, time }: SlurmOptions, log: string): string {
  const values = { 'job-name': jobName(folder), output: log, account, partition, time };
  return Object.entries(values)
    .flatMap(([key, value]) => (value === undefined ? [] : [`#SBATCH --${key}=${value}`]))
    .join('\n');
}

/** A word of a shell command. */
const quoted = (word: string): string =>
  /^[\w./:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
