import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadSlurm } from '@jiagu/config';
import { afterAll, describe, expect, it } from 'vitest';
import { arrayScript, compareScript, type SlurmSweep } from './slurm-scripts.js';

const place = mkdtempSync(join(tmpdir(), 'jiagu-slurm-'));
afterAll(() => rmSync(place, { recursive: true }));
const file = (name: string, text: string): string => {
  writeFileSync(join(place, name), text);
  return join(place, name);
};

/** A program that says how it was called, and ends with the code that the run's name holds when it gets a signal. */
const program = file(
  'program.sh',
  `#!/bin/bash
echo "$@" >> ${place}/called
trap 'exit 140' USR2
[[ "$*" == *waits* ]] || exit 0
echo $PPID > ${place}/parent
for i in {1..200}; do sleep 0.05; done
exit 3
`,
);
chmodSync(program, 0o755);
mkdirSync(join(place, 'bin'));
file('bin/scontrol', `#!/bin/bash\necho "$@" >> ${place}/requeued\n`);
chmodSync(join(place, 'bin', 'scontrol'), 0o755);

const sweep = (over: Partial<SlurmSweep> = {}): SlurmSweep => ({
  folder: join(place, 'my sweep'),
  names: ['dann-seed0', 'waits-seed0'],
  options: loadSlurm(undefined, { cores: 4, time: '2:00:00', lines: ['--mem=8G'], account: 'a1', atOnce: 2 }),
  program: [program],
  flags: ['--threads', '4'],
  directory: place,
  ...over,
});

/** Runs a task of the script as Slurm would. */
const runTask = (script: string, task: number, send?: string) =>
  spawnSync(
    'bash',
    [
      '-c',
      send
        ? `bash ${script} & job=$!; until [[ -s ${place}/parent ]]; do sleep 0.02; done; sleep 0.1; kill -${send} $job; wait $job`
        : `bash ${script}`,
    ],
    {
      encoding: 'utf8',
      env: {
        PATH: `${join(place, 'bin')}:${process.env['PATH']}`,
        SLURM_ARRAY_TASK_ID: String(task),
        SLURM_ARRAY_JOB_ID: '77',
      },
    },
  );

describe('the script of a sweep', () => {
  it('asks Slurm for what the options say', () => {
    const lines = arrayScript(sweep()).split('\n');
    for (const line of [
      '--account=a1',
      '--time=2:00:00',
      '--array=0-1%2',
      '--ntasks=1 --cpus-per-task=4',
      '--mem=8G',
    ])
      expect(lines).toContain(`#SBATCH ${line}`);
    const plain = arrayScript(sweep({ options: loadSlurm(undefined, {}) }));
    expect(plain).not.toMatch(/account|partition|--time|%\d+\n/);
  });

  it('trains or goes on with the run of its task, and puts itself into the queue again when it was stopped', () => {
    const script = file('array.sbatch', arrayScript(sweep()));
    const done = runTask(script, 0);
    expect(done.status, done.stderr).toBe(0);
    const folder = join(place, 'my sweep');
    expect(readFileSync(join(place, 'called'), 'utf8').trim()).toBe(
      `train --config ${folder}/configs/dann-seed0.yaml --runs ${folder} --continue --threads 4`,
    );
    const stopped = runTask(script, 1, 'USR2');
    expect(stopped.status, stopped.stderr).toBe(140);
    expect(readFileSync(join(place, 'requeued'), 'utf8')).toBe('requeue 77_1\n');
  });

  it('compares the runs that are finished', () => {
    const folder = join(place, 'my sweep');
    mkdirSync(join(folder, 'dann-seed0'), { recursive: true });
    writeFileSync(join(folder, 'dann-seed0', 'done'), '');
    const { status, stderr } = runTask(file('compare.sbatch', compareScript(sweep())), 0);
    expect(status, stderr).toBe(0);
    expect(readFileSync(join(place, 'called'), 'utf8').trim().split('\n').at(-1)).toBe(
      `compare ${folder}/dann-seed0 --output ${folder}`,
    );
  });
});

describe('options for Slurm', () => {
  it('come from a file, and from the command line over it', () => {
    const path = file('slurm.yaml', 'account: a1\ntime: "1-12"\nlines: [--mem=8G]\n');
    expect(loadSlurm(path, { account: 'b2', time: undefined })).toMatchObject({
      account: 'b2',
      time: '1-12',
      cores: 1,
      lines: ['--mem=8G'],
    });
    expect(() => loadSlurm(file('wrong.yaml', 'acount: a1\n'), {})).toThrow(/wrong\.yaml: .*acount/);
    expect(() => loadSlurm(undefined, { time: 'two hours' })).toThrow(/2:00:00/);
    expect(() => loadSlurm(undefined, { partition: 'a; rm -rf' })).toThrow(/word/);
  });
});
