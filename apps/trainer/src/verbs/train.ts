import { join } from 'node:path';
import type { Command } from 'commander';
import { loadConfig } from '@jiagu/config';
import { repeated } from '../command-line/arguments.js';
import { note, print } from '../command-line/output.js';
import { verb, withEngineFlags, type EngineFlags } from '../command-line/verb.js';
import { describeEvaluation } from '../runs/describe-evaluation.js';
import { startRun } from '../runs/start-run.js';
import type { FinishedRun } from '../runs/train-to-end.js';

interface TrainFlags extends EngineFlags {
  config: string;
  set: string[];
  name?: string;
  runs: string;
  force?: boolean;
}

/** `jiagu train`: a run from its beginning. */
export function trainVerb(): Command {
  const command = verb('train', 'train as a configuration tells, evaluate, and write a report', [
    'jiagu train --config configs/demo.yaml',
    'jiagu train -c configs/demo.yaml --name short --set training.steps=400 --set seed=3',
  ])
    .requiredOption('-c, --config <file>', 'configuration, YAML')
    .option('--set <key=value>', 'change a key of the configuration; may be repeated', repeated, [])
    .option('--name <name>', "the run's name, instead of the configuration's")
    .option('--runs <folder>', 'where run folders are', 'runs')
    .option('--force', 'replace a run of that name');
  return withEngineFlags(command).action(async (flags: TrainFlags) => {
    const config = loadConfig(flags.config, { overrides: overridesOf(flags) });
    const path = join(flags.runs, config.name);
    note(`training ${path}`);
    printResult(await startRun(config, path, { force: flags.force ?? false }));
  });
}

/** Flags as overrides of the configuration; they go over `--set`. */
export function overridesOf({
  set,
  name,
  device,
  threads,
}: Pick<TrainFlags, 'set' | 'name' | 'device' | 'threads'>) {
  const flags = { name, device, threads };
  return [
    ...set,
    ...Object.entries(flags).flatMap(([key, value]) => (value === undefined ? [] : [`${key}=${value}`])),
  ];
}

/** What a run came to, on stdout. */
export function printResult({ evaluation, report }: FinishedRun): void {
  print(`${describeEvaluation(evaluation)}\n\nreport: ${report}`);
}
