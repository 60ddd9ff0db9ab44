import { join } from 'node:path';
import { InvalidArgumentError, type Command } from 'commander';
import { loadSlurm } from '@jiagu/config';
import { compareRuns, writeComparison } from '@jiagu/report';
import { textTable } from '../command-line/text-table.js';
import { repeated, wholeNumber } from '../command-line/arguments.js';
import { note, print, printJson } from '../command-line/output.js';
import { UsageError } from '../command-line/usage-error.js';
import { verb, withEngineFlags, type EngineFlags } from '../command-line/verb.js';
import { refuseRanks } from '../runs/among-ranks.js';
import { announce } from '../runs/run-origin.js';
import { planSweep, sweepName, type SweepRun } from '../sweep/plan-sweep.js';
import { runSweep } from '../sweep/run-sweep.js';
import { parseSeeds } from '../sweep/seeds.js';
import { arrayScript } from '../sweep/slurm-scripts.js';
import { describeSlurmSweep, submitSweep } from '../sweep/slurm-sweep.js';
import { sweepStatus } from '../sweep/sweep-status.js';

interface SweepVerbFlags extends EngineFlags {
  methods: string[];
  seeds: number[];
  jobs: number;
  set: string[];
  name?: string;
  runs: string;
  json?: boolean;
  slurm?: boolean;
  slurmOptions?: string;
  account?: string;
  partition?: string;
  time?: string;
  cores?: number;
  atOnce?: number;
  sbatch: string[];
  dryRun?: boolean;
  status?: boolean;
}

/** `jiagu sweep`: trains and compares methods with several seeds. */
export function sweepVerb(): Command {
  const command = verb(
    'sweep',
    'train every method with every seed and compare them; finished runs are kept, stopped ones continued',
    [
      'jiagu sweep configs/demo.yaml --methods source-only,dann,stsn --seeds 0..4',
      'jiagu sweep configs/demo.yaml --seeds 0,1 --jobs 2 --set training.steps=800 --name short',
      'jiagu sweep configs/demo.yaml --methods dann,stsn --seeds 0..4 --slurm --time 4:00:00 --cores 8 --sbatch=--mem=16G',
      'jiagu sweep configs/demo.yaml --methods dann,stsn --seeds 0..4 --status',
    ],
  )
    .argument('<config>', 'configuration of the study, YAML')
    .option(
      '--methods <names>',
      "files of methods/ beside the configuration, or paths, with commas between (default: the study's own)",
      names,
      [],
    )
    .option('--seeds <seeds>', 'such as 0..4 or 0,2,5', parseSeeds, [0])
    .option('--jobs <count>', 'number of runs at the same time', wholeNumber(1), 1)
    .option('--set <key=value>', 'change a key of every configuration; may be repeated', repeated, [])
    .option(
      '--name <name>',
      "name of the sweep's folder (default: that of the configuration, or of its folder for study.yaml)",
    )
    .option('--runs <folder>', 'parent of the folder of the sweep', join('runs', 'sweeps'))
    .option('--json', 'print the comparison, or the status, as JSON')
    .option('--status', 'show how far each run is, and train nothing')
    .option('--slurm', 'submit the runs to Slurm as one array of jobs, and their comparison after them')
    .option('--dry-run', 'with --slurm: print the script and submit nothing')
    .option(
      '--slurm-options <file>',
      'with --slurm: YAML with account, partition, time, cores, atOnce, lines, setUp',
    )
    .option('--account <name>', 'with --slurm: whose allocation pays')
    .option('--partition <name>', 'with --slurm: where to run')
    .option('--time <time>', 'with --slurm: limit of a run, which then goes on in a new one: 4:00:00')
    .option('--cores <count>', 'with --slurm: cores of each run', wholeNumber(1))
    .option('--at-once <count>', 'with --slurm: runs at the same time at most', wholeNumber(1))
    .option('--sbatch <option>', 'with --slurm: one more option of sbatch; may be repeated', repeated, []);
  return withEngineFlags(command).action(async (config: string, flags: SweepVerbFlags) => {
    refuseRanks('sweep');
    const { methods, seeds, set: overrides } = flags;
    const folder = join(flags.runs, flags.name ?? sweepName(config));
    const runs = planSweep({ config, methods, seeds, overrides });
    if (flags.status) return showStatus(runs, folder, flags);
    if (flags.slurm) return submit(runs, folder, flags);
    if (flags.dryRun) throw new UsageError('--dry-run shows a script for Slurm: give --slurm too');
    note(`${runs.length} runs in ${folder}`);
    // What all runs have in common; their seeds differ and are part of their names.
    const changes = (runs[0]?.origin.changes ?? []).filter((line) =>
      runs.every(({ origin }) => origin.changes.includes(line)),
    );
    announce(
      { file: config, changes },
      runs.map((run) => run.config),
    );
    const { finished, failed } = await runSweep(runs, folder, flags, async (some) => {
      const live = `${some.length} of ${runs.length} runs are finished.`;
      await writeComparison(folder, await compareRuns(some), { live });
    });
    if (finished.length > 0) {
      const comparison = await compareRuns(finished);
      const markdown = await writeComparison(folder, comparison);
      if (flags.json) printJson(comparison);
      else
        print(
          `\n${markdown}\n\nwritten to ${join(folder, 'compare.html')} and comparison.md, .csv, .json, .svg and .png`,
        );
    }
    if (failed.length > 0)
      throw new Error(`${failed.length} of ${runs.length} runs failed: ${failed.join(', ')}`);
  });
}

async function submit(runs: readonly SweepRun[], folder: string, flags: SweepVerbFlags): Promise<void> {
  const { slurmOptions, account, partition, time, cores, atOnce, sbatch, dryRun } = flags;
  const given = { account, partition, time, cores, atOnce, ...(sbatch.length > 0 && { lines: sbatch }) };
  const options = loadSlurm(slurmOptions, given);
  if (dryRun) return print(arrayScript(describeSlurmSweep(runs, folder, options, flags)).trimEnd());
  const job = await submitSweep(runs, folder, options, flags);
  print(job === null ? `all ${runs.length} runs in ${folder} are finished` : job);
}

async function showStatus(
  runs: readonly SweepRun[],
  folder: string,
  { json }: SweepVerbFlags,
): Promise<void> {
  const found = await sweepStatus(runs, folder);
  if (json) return printJson(found);
  const rows = found.map(({ name, state, step, steps }) => [name, state, `${step}/${steps}`]);
  print(textTable([['run', 'state', 'steps'], ...rows]));
}

function names(text: string): string[] {
  const list = text.split(',').map((name) => name.trim());
  if (list.includes('')) throw new InvalidArgumentError('Names separated by commas are expected.');
  return list;
}
