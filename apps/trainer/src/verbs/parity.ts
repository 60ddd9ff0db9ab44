import { basename } from 'node:path';
import type { Command } from 'commander';
import { startEngine } from '@jiagu/engine';
import { readReference, runParity, type ParityGroup, type Reference } from '@jiagu/parity';
import { wholeNumber } from '../command-line/arguments.js';
import { note, print, printJson } from '../command-line/output.js';
import { textTable } from '../command-line/text-table.js';
import { verb, withEngineFlags, type EngineFlags } from '../command-line/verb.js';

interface ParityFlags extends EngineFlags {
  worst?: number;
  eager?: boolean;
  json?: boolean;
}

/** `jiagu parity`: compares the training step with reference numbers. */
export function parityVerb(): Command {
  const command = verb(
    'parity',
    "compare STSN's training step with another implementation's numbers, uncompiled and compiled",
    [
      'jiagu parity reference.json',
      'jiagu parity reference.json --worst 3',
      'jiagu parity reference.json --json',
    ],
  )
    .argument('<file>', 'reference file: networks, schedule, expected values and tolerances')
    .option('--worst <count>', 'number of members to show of each group (default: all)', wholeNumber(0))
    .option('--eager', 'uncompiled only')
    .option('--json', 'print every comparison as JSON');
  return withEngineFlags(command).action(async (file: string, flags: ParityFlags) => {
    const reference = readReference(file);
    await startEngine({ ...flags, log: note });
    const groups = compare(file, reference, flags);
    const passed = groups.every((group) => group.passed);
    if (flags.json) printJson({ file, passed, groups });
    else
      print(
        [describeReference(file, reference), ...groups.map(details(flags.worst)), summary(groups)].join(
          '\n\n',
        ),
      );
    if (!passed) process.exitCode = 1;
  });
}

function compare(file: string, reference: Reference, { eager }: ParityFlags): ParityGroup[] {
  try {
    return runParity(reference, {
      executions: eager ? ['plain'] : ['plain', 'compiled'],
      onStep: (execution, step) => note(`${execution}: step ${step} of ${reference.steps}`),
    });
  } catch (error) {
    throw new Error(`${file}: ${(error as Error).message}`, { cause: error });
  }
}

function describeReference(file: string, reference: Reference): string {
  const { backbone, imageSize, batch, numClasses, steps, totalSteps, seed } = reference;
  return (
    `${basename(file)}: ${backbone}, ${imageSize} px, ${batch} + ${batch} images, ${numClasses} classes, ` +
    `${steps} of ${totalSteps} steps, seed "${seed}"`
  );
}

/** Formats the members of a group, worst first: norms for tensors, values for numbers. */
const details =
  (count: number | undefined) =>
  (group: ParityGroup): string => {
    const shown = group.members.slice(0, count);
    const tensors = shown.some(({ valueError }) => valueError !== undefined);
    const rows = shown.map(({ name, expected, got, relativeError, valueError }) => [
      name,
      number(expected),
      number(got),
      error(relativeError),
      ...(valueError === undefined ? [] : [error(valueError)]),
    ]);
    const left = group.members.length - shown.length;
    const heading = [
      '',
      tensors ? 'expected l2' : 'expected',
      'got',
      'rel. error',
      ...(tensors ? ['values'] : []),
    ];
    return [
      `${title(group)}`,
      ...(rows.length > 0 ? [textTable([heading, ...rows])] : []),
      ...(left > 0 ? [`${left} more`] : []),
    ].join('\n');
  };

function summary(groups: readonly ParityGroup[]): string {
  const rows = groups.map((group) => [
    group.passed ? '✓' : '✗',
    title(group),
    error(group.worst),
    error(group.bounds.worst),
    error(group.median),
    error(group.bounds.median),
    String(group.members.length),
  ]);
  const failed = groups.filter(({ passed }) => !passed).map(title);
  return [
    textTable([['', 'relative error', 'worst', 'allowed', 'median', 'allowed', 'members'], ...rows]),
    failed.length === 0
      ? `all ${groups.length} groups are within the tolerance`
      : `out of tolerance: ${failed.join('; ')}`,
  ].join('\n');
}

const title = ({ execution, group }: ParityGroup): string => `${execution}: ${group}`;
const number = (value: number): string => value.toPrecision(8);
const error = (value: number): string => value.toExponential(1);
