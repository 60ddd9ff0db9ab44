import { join } from 'node:path';
import type { Command } from 'commander';
import { compareRuns, writeComparison } from '@jiagu/report';
import { RunFolder } from '@jiagu/training';
import { note, print, printJson } from '../command-line/output.js';
import { overridesOf, verb, withEngineFlags, type EngineFlags } from '../command-line/verb.js';
import { refuseRanks } from '../runs/among-ranks.js';
import { planRun } from '../runs/plan-run.js';
import { resumeRun } from '../runs/resume-run.js';
import { startRun } from '../runs/start-run.js';
import { studies } from '../runs/studies.js';
import { planSweep } from '../sweep/plan-sweep.js';

/** The study in which nothing but translation closes the gap between the domains. */
const study = join(studies, 'paper', 'a', 'study.yaml');

/** In the order of training. */
const shown = ['source-only', 'dann', 'cdan', 'stsn'];

interface DemoFlags extends EngineFlags {
  runs: string;
  fresh?: boolean;
  json?: boolean;
}

/** `jiagu demo`: shows the benefit of adaptation on a data set that it creates. */
export function demoVerb(): Command {
  const command = verb(
    'demo',
    'create a data set, train without adaptation, with DANN, CDAN and STSN, and compare; finished runs are kept',
    ['jiagu demo', 'jiagu demo --fresh --threads 1'],
  )
    .option('--runs <folder>', 'where run folders are', 'runs')
    .option('--fresh', 'train existing runs again from the start')
    .option('--json', 'print the comparison as JSON');
  return withEngineFlags(command).action(async (flags: DemoFlags) => {
    refuseRanks('demo');
    const folders: string[] = [];
    const overrides = overridesOf({ ...flags, set: [] });
    const runs = planSweep({ config: study, methods: shown, seeds: [0], overrides });
    for (const [i, { method, config: planned, origin }] of runs.entries()) {
      const config = { ...planned, name: `demo-${method}` };
      const path = join(flags.runs, config.name);
      const plan = flags.fresh ? 'train' : planRun(path, config);
      const doing = { train: 'training', resume: 'continuing', nothing: 'finished already:' }[plan];
      note(`[${i + 1}/${runs.length}] ${doing} ${config.title || config.name} (${path})`);
      if (plan === 'train') await startRun(config, path, { force: flags.fresh ?? false, origin });
      if (plan === 'resume') await resumeRun(RunFolder.open(path), { overrides });
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
