import type { Command } from 'commander';
import { launch } from '@jiagu/distributed';
import { RunFolder } from '@jiagu/training';
import { repeated } from '../command-line/arguments.js';
import { print } from '../command-line/output.js';
import { overridesOf, verb, withEngineFlags, type EngineFlags } from '../command-line/verb.js';
import { findRun } from '../runs/find-run.js';
import { resumeRun } from '../runs/resume-run.js';
import { printResult } from './train.js';

interface ResumeFlags extends EngineFlags {
  set: string[];
  override?: boolean;
}

/** `jiagu resume`: continues a stopped run. */
export function resumeVerb(): Command {
  const command = verb('resume', 'continue a stopped run from its last checkpoint', [
    'jiagu resume runs/demo/stsn',
    'jiagu resume demo/stsn --set training.steps=3000    (a finished run can also be extended)',
    'jiagu resume demo/stsn --set method.weights.image=0.3 --override',
  ])
    .argument('<run>', 'run folder, or its name below runs/')
    .option(
      '--set <key=value>',
      'change the number of steps, logging, evaluation or checkpoints from now on; may be repeated',
      repeated,
      [],
    )
    .option('--override', 'also allow changes to keys that decide what a step computes');
  return withEngineFlags(command).action(async (run: string, flags: ResumeFlags) => {
    const folder = RunFolder.open(findRun(run));
    const result = await resumeRun(folder, {
      overrides: overridesOf(flags),
      force: flags.override ?? false,
    });
    if (result) printResult(result);
    else if ((launch()?.rank ?? 0) === 0)
      print(`${folder.path} is finished; its report: ${folder.file('report.html')}`);
  });
}
