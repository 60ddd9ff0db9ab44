import type { Command } from 'commander';
import { writeReport } from '@jiagu/report';
import { RunFolder } from '@jiagu/training';
import { print } from '../command-line/output.js';
import { verb } from '../command-line/verb.js';
import { findRun } from '../runs/find-run.js';

/** `jiagu report`: writes the report of a run. */
export function reportVerb(): Command {
  return verb('report', 'write the report.html of a run, finished or not, and print its path', [
    'jiagu report runs/demo/stsn',
  ])
    .argument('<run>', 'run folder, or its name below runs/')
    .action(async (run: string) => print(await writeReport(RunFolder.open(findRun(run)).path)));
}
