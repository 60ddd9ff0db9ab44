import { join } from 'node:path';
import type { Command } from 'commander';
import { loadChanged } from '@jiagu/config';
import { launch } from '@jiagu/distributed';
import { RunFolder } from '@jiagu/training';
import { note, print } from '../command-line/output.js';
import {
  overridesOf,
  verb,
  withConfigFlags,
  withEngineFlags,
  type ConfigFlags,
} from '../command-line/verb.js';
import { describeEvaluation } from '../runs/describe-evaluation.js';
import { planRun } from '../runs/plan-run.js';
import { resumeRun } from '../runs/resume-run.js';
import { announce, originOf } from '../runs/run-origin.js';
import { startRun } from '../runs/start-run.js';
import type { FinishedRun } from '../runs/train-to-end.js';

interface TrainFlags extends ConfigFlags {
  readonly continue?: boolean;
}

/** `jiagu train`: trains a run from the beginning. */
export function trainVerb(): Command {
  const command = verb('train', 'train with a configuration, evaluate and write a report', [
    'jiagu train --config configs/demo.yaml',
    'jiagu train -c configs/demo.yaml --name short --set training.steps=400 --set seed=3',
    'mpirun --bind-to none -np 4 jiagu train -c configs/demo.yaml    (docs/distributed.md)',
  ]).option(
    '--continue',
    'go on with the run where there is one of this configuration, and train none that is finished',
  );
  return withEngineFlags(withConfigFlags(command)).action(async (flags: TrainFlags) => {
    const { config, changes } = loadChanged(flags.config, { overrides: overridesOf(flags) });
    const origin = originOf(flags.config, changes);
    const path = join(flags.runs, config.name);
    const plan = flags.continue && !flags.force ? planRun(path, config) : 'train';
    const first = (launch()?.rank ?? 0) === 0;
    if (plan === 'nothing') {
      if (first) note(`${path} is finished already`);
      return;
    }
    if (plan === 'resume') {
      const overrides = overridesOf({ ...flags, set: [], name: undefined });
      const result = await resumeRun(RunFolder.open(path), { overrides });
      if (result) printResult(result);
      return;
    }
    if (first) {
      note(`training ${path}`);
      announce(origin, [config]);
    }
    const result = await startRun(config, path, { force: flags.force ?? false, origin });
    if (result) printResult(result);
  });
}

/** Prints the results of a run to stdout. */
export function printResult({ evaluation, report }: FinishedRun): void {
  print(`${describeEvaluation(evaluation)}\n\nreport: ${report}`);
}
