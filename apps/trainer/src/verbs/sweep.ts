import { basename, join } from 'node:path';
import { InvalidArgumentError, type Command } from 'commander';
import { compareRuns, writeComparison } from '@jiagu/report';
import { repeated, wholeNumber } from '../command-line/arguments.js';
import { note, print, printJson } from '../command-line/output.js';
import { verb, withEngineFlags, type EngineFlags } from '../command-line/verb.js';
import { refuseRanks } from '../runs/among-ranks.js';
import { announce } from '../runs/run-origin.js';
import { planSweep } from '../sweep/plan-sweep.js';
import { runSweep } from '../sweep/run-sweep.js';
import { parseSeeds } from '../sweep/seeds.js';

interface SweepVerbFlags extends EngineFlags {
  methods: string[];
  seeds: number[];
  jobs: number;
  set: string[];
  name?: string;
  runs: string;
  json?: boolean;
}

/** `jiagu sweep`: methods by seeds, compared. */
export function sweepVerb(): Command {
  const command = verb(
    'sweep',
    'train every method with every seed and compare them; what is finished is kept, what was stopped goes on',
    [
      'jiagu sweep configs/demo.yaml --methods source-only,dann,stsn --seeds 0..4',
      'jiagu sweep configs/demo.yaml --seeds 0,1 --jobs 2 --set training.steps=800 --name short',
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
    .option('--jobs <count>', 'runs at once', wholeNumber(1), 1)
    .option('--set <key=value>', 'change a key of every configuration; may be repeated', repeated, [])
    .option('--name <name>', "the sweep's folder, instead of the configuration's file name")
    .option('--runs <folder>', 'where the folder of the sweep is', join('runs', 'sweeps'))
    .option('--json', 'print the comparison as JSON');
  return withEngineFlags(command).action(async (config: string, flags: SweepVerbFlags) => {
    refuseRanks('sweep');
    const { methods, seeds, set: overrides } = flags;
    const folder = join(flags.runs, flags.name ?? basename(config, '.yaml'));
    const runs = planSweep({ config, methods, seeds, overrides });
    note(`${runs.length} runs in ${folder}`);
    // What all runs have in common: their seeds differ, and stand in their names.
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

function names(text: string): string[] {
  const list = text.split(',').map((name) => name.trim());
  if (list.includes('')) throw new InvalidArgumentError('Names with commas between are expected.');
  return list;
}
