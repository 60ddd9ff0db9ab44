import type { Command } from 'commander';
import { RunFolder } from '@jiagu/training';
import { note, print } from '../command-line/output.js';
import { verb, withEngineFlags, type EngineFlags } from '../command-line/verb.js';
import { findRun } from '../runs/find-run.js';
import { isFinished, resumeRun } from '../runs/resume-run.js';
import { printResult } from './train.js';

/** `jiagu resume`: goes on with a stopped run. */
export function resumeVerb(): Command {
  const command = verb('resume', 'go on with a stopped run from its last checkpoint', [
    'jiagu resume runs/demo-stsn',
  ]).argument('<run>', 'run folder, or its name below runs/');
  return withEngineFlags(command).action(async (run: string, flags: EngineFlags) => {
    const folder = RunFolder.open(findRun(run));
    if (isFinished(folder))
      return print(`${folder.path} is finished; its report: ${folder.file('report.html')}`);
    note(`going on with ${folder.path}`);
    printResult(await resumeRun(folder, flags));
  });
}
