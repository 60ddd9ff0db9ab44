import type { Command } from 'commander';
import { startEngine } from '@jiagu/engine';
import { readReference, runParity, type GroupResult } from '@jiagu/parity';
import { note, print, printJson } from '../command-line/output.js';
import { textTable } from '../command-line/text-table.js';
import { verb, withEngineFlags, type EngineFlags } from '../command-line/verb.js';

/** `jiagu parity`: the training step against reference numbers. */
export function parityVerb(): Command {
  const command = verb('parity', "compare the training step of STSN with another implementation's numbers", [
    'jiagu parity reference.json',
    'jiagu parity reference.json --worst 20 --eager',
  ])
    .argument('<file>', 'reference: networks, schedule, expected values and tolerances')
    .option('--worst <count>', 'members to show of each group, worst first', '5')
    .option('--eager', 'without compiling the steps')
    .option('--json', 'print every comparison as JSON');
  return withEngineFlags(command).action(
    async (file: string, flags: EngineFlags & { worst: string; eager?: boolean; json?: boolean }) => {
      const reference = readReference(file);
      await startEngine({ ...flags, log: note });
      const groups = runParity(reference, { compile: !flags.eager });
      if (flags.json) printJson(groups);
      else print(groups.map((group) => describe(group, Number(flags.worst))).join('\n\n'));
      if (groups.some(({ passed }) => !passed)) process.exitCode = 1;
    },
  );
}

function describe({ group, bounds, worst, median, passed, members }: GroupResult, count: number): string {
  const head =
    `${passed ? '✓' : '✗'} ${group}: worst ${short(worst)} (allowed ${short(bounds.worst)}), ` +
    `median ${short(median)} (allowed ${short(bounds.median)}), ${members.length} members`;
  const rows = members
    .slice(0, count)
    .map(({ name, expected, got, relativeError }) => [
      name,
      String(expected),
      String(got),
      short(relativeError),
    ]);
  return `${head}\n${textTable([['', 'expected', 'got', 'relative error'], ...rows])}`;
}

const short = (value: number): string => value.toExponential(2);
