import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Option, type Command } from 'commander';
import { requireWritable } from '@jiagu/disk';
import { KID, ORACLE, VALIDATORS } from '@jiagu/config';
import { compareRuns, describeComparison, readClassGroups, writeComparison } from '@jiagu/report';
import { note, print, printJson } from '../command-line/output.js';
import { UsageError } from '../command-line/usage-error.js';
import { verb } from '../command-line/verb.js';
import { findRun, isRun } from '../runs/find-run.js';

interface CompareFlags {
  validator?: string;
  groups?: string;
  output?: string;
  json?: boolean;
}

/** `jiagu compare`: compares runs, with the seeds of a configuration grouped. */
export function compareVerb(): Command {
  return verb(
    'compare',
    'compare runs: mean and standard error over seeds, the chosen checkpoint against the best one, validators ranked',
    [
      'jiagu compare runs/demo/dann runs/demo/stsn',
      'jiagu compare runs/sweeps/demo --validator information-maximisation --output comparison/',
      'jiagu compare runs/thinned runs/filled --groups data/thinned/groups.json',
    ],
  )
    .argument('<run...>', 'run folders, their names below runs/, or folders of runs')
    .addOption(
      new Option(
        '--validator <name>',
        "choose each run's checkpoint by this, instead of what it was configured with; oracle looks at target labels, kid is for methods that draw images",
      ).choices(['last step', ...VALIDATORS, ORACLE, KID]),
    )
    .addOption(
      new Option(
        '--groups <file>',
        'show the accuracy of groups of classes: groups.json of `jiagu data thin`',
      ).conflicts('validator'),
    )
    .option('-o, --output <folder>', 'write compare.html and comparison.md, .csv, .json, .svg and .png there')
    .option('--json', 'print the comparison as JSON')
    .action(async (places: string[], { validator, groups: file, output, json }: CompareFlags) => {
      if (output !== undefined) requireWritable(output);
      const groups = file === undefined ? undefined : await readClassGroups(file);
      const comparison = await compareRuns(places.flatMap(runsAt), { chooseBy: validator, groups });
      const markdown = output ? await writeComparison(output, comparison) : describeComparison(comparison);
      if (output) note(`written to ${output}`);
      if (json) printJson(comparison);
      else print(markdown);
    });
}

/** The run folder at a path, or all runs in the folder at that path. @throws UsageError when there are none */
function runsAt(place: string): string[] {
  const folder = findRun(place);
  if (!existsSync(folder)) throw new UsageError(`there is no run ${place}`);
  if (isRun(folder)) return [folder];
  const inside = readdirSync(folder)
    .sort()
    .map((name) => join(folder, name))
    .filter(isRun);
  if (inside.length === 0) throw new UsageError(`${folder} is neither a run nor a folder of runs`);
  return inside;
}
