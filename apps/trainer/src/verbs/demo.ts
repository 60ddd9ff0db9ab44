import { join } from 'node:path';
import type { Command } from 'commander';
import { loadConfig } from '@jiagu/config';
import { compareRuns, writeComparison } from '@jiagu/report';
import { RunFolder } from '@jiagu/training';
import { note, print, printJson } from '../command-line/output.js';
import { overridesOf, verb, withEngineFlags, type EngineFlags } from '../command-line/verb.js';
import { refuseRanks } from '../runs/among-ranks.js';
import { planRun } from '../runs/plan-run.js';
import { resumeRun } from '../runs/resume-run.js';
import { startRun } from '../runs/start-run.js';
import { studies } from '../runs/studies.js';

/** In the order of training; the last is STSN. */
const shown = ['demo-source-only', 'demo-source-only-strong', 'demo'];

interface DemoFlags extends EngineFlags {
  runs: string;
  fresh?: boolean;
  json?: boolean;
}

/** `jiagu demo`: shows the benefit of adaptation on a data set that it creates. */
export function demoVerb(): Command {
  const command = verb(
    'demo',
    'create a data set, train without adaptation and with STSN, and compare; finished runs are kept',
    ['jiagu demo', 'jiagu demo --fresh --threads 1'],
  )
    .option('--runs <folder>', 'where run folders are', 'runs')
    .option('--fresh', 'train existing runs again from the start')
    .option('--json', 'print the comparison as JSON');
  return withEngineFlags(command).action(async (flags: DemoFlags) => {
    refuseRanks('demo');
    const folders: string[] = [];
    for (const [i, study] of shown.entries()) {
      const config = loadConfig(join(studies, `${study}.yaml`), {
        overrides: overridesOf({ ...flags, set: [] }),
      });
      const path = join(flags.runs, config.name);
      const plan = flags.fresh ? 'train' : planRun(path, config);
      const doing = { train: 'training', resume: 'continuing', nothing: 'finished already:' }[plan];
      note(`[${i + 1}/${shown.length}] ${doing} ${config.title || config.name} (${path})`);
      if (plan === 'train') await startRun(config, path, { force: flags.fresh ?? false });
      if (plan === 'resume')
        await resumeRun(RunFolder.open(path), { overrides: overridesOf({ ...flags, set: [] }) });
      folders.push(path);
    }
    const comparison = await compareRuns(folders);
    const compared = join(flags.runs, 'demo');
    const markdown = await writeComparison(compared, comparison);
    if (flags.json) return printJson(comparison);
    const pages = [...folders.map((folder) => join(folder, 'report.html')), join(compared, 'compare.html')];
    print(`\n${markdown}\n\nreports:\n${pages.map((path) => `  ${path}`).join('\n')}`);
  });
}
