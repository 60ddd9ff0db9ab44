import { join } from 'node:path';
import type { Command } from 'commander';
import { loadChanged } from '@jiagu/config';
import { launch } from '@jiagu/distributed';
import { note, print } from '../command-line/output.js';
import {
  overridesOf,
  verb,
  withConfigFlags,
  withEngineFlags,
  type ConfigFlags,
} from '../command-line/verb.js';
import { describeEvaluation } from '../runs/describe-evaluation.js';
import { announce, originOf } from '../runs/run-origin.js';
import { startRun } from '../runs/start-run.js';
import type { FinishedRun } from '../runs/train-to-end.js';

/** `jiagu train`: a run from its beginning. */
export function trainVerb(): Command {
  const command = verb('train', 'train as a configuration tells, evaluate, and write a report', [
    'jiagu train --config configs/demo.yaml',
    'jiagu train -c configs/demo.yaml --name short --set training.steps=400 --set seed=3',
  ]);
  return withEngineFlags(withConfigFlags(command)).action(async (flags: ConfigFlags) => {
    const { config, changes } = loadChanged(flags.config, { overrides: overridesOf(flags) });
    const origin = originOf(flags.config, changes);
    const path = join(flags.runs, config.name);
    if ((launch()?.rank ?? 0) === 0) {
      note(`training ${path}`);
      announce(origin, [config]);
    }
    const result = await startRun(config, path, { force: flags.force ?? false, origin });
    if (result) printResult(result);
  });
}

/** What a run came to, on stdout. */
export function printResult({ evaluation, report }: FinishedRun): void {
  print(`${describeEvaluation(evaluation)}\n\nreport: ${report}`);
}
