import { cpus } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { compareRuns, writeComparison } from '@jiagu/report';
import { note, print, printJson } from '../command-line/output.js';
import { verb, withEngineFlags, type EngineFlags } from '../command-line/verb.js';
import { refuseRanks } from '../runs/among-ranks.js';
import { studies } from '../runs/studies.js';
import { planSweep } from '../sweep/plan-sweep.js';
import { runSweep } from '../sweep/run-sweep.js';

/** The study in which nothing but translation closes the gap between the domains. */
const study = join(studies, 'paper', 'a', 'study.yaml');

/** In the order of training; STSN first, since it takes longest. */
const shown = ['stsn', 'dann', 'cdan', 'source-only'];

interface DemoFlags extends EngineFlags {
  runs: string;
  json?: boolean;
}

/** `jiagu demo`: shows the benefit of adaptation on a data set that it creates. */
export function demoVerb(): Command {
  const command = verb(
    'demo',
    'create a data set, train without adaptation, with DANN, CDAN and STSN, and compare; finished runs are kept',
    ['jiagu demo', 'jiagu demo --runs elsewhere'],
  )
    .option('--runs <folder>', 'parent of the folder `demo`, where the runs are', 'runs')
    .option('--json', 'print the comparison as JSON');
  return withEngineFlags(command).action(async (flags: DemoFlags) => {
    refuseRanks('demo');
    const folder = join(flags.runs, 'demo');
    const runs = planSweep({ config: study, methods: shown, seeds: [0], overrides: [] }).map((run) => ({
      ...run,
      name: run.method,
      config: { ...run.config, name: run.method },
    }));
    note(`${runs.length} runs in ${folder}; what each says is in ${join(folder, 'logs')}`);
    const jobs = Math.min(runs.length, cpus().length);
    const { finished, failed } = await runSweep(runs, folder, { ...flags, jobs }, async (some) => {
      await writeComparison(folder, await compareRuns(some), {
        live: `${some.length} of ${runs.length} runs are finished.`,
      });
    });
    if (failed.length > 0) throw new Error(`${failed.length} runs failed: ${failed.join(', ')}`);
    const comparison = await compareRuns(finished);
    const markdown = await writeComparison(folder, comparison);
    if (flags.json) return printJson(comparison);
    const pages = [...finished.map((run) => join(run, 'report.html')), join(folder, 'compare.html')];
    print(`\n${markdown}\n\nreports:\n${pages.map((path) => `  ${path}`).join('\n')}`);
  });
}
