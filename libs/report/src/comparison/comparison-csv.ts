import { csvField } from '../csv.js';
import { ORACLE } from '@jiagu/config';
import { directions } from '@jiagu/generation-metrics';
import type { Comparison } from './compare-runs.js';
import type { ComparedRun } from './compared-run.js';
import { chosen } from './validator-choice.js';

/** A comparison as comma-separated values, one run a line; accuracies and other shares are 0..1. */
export function comparisonCsv({ kind, runs }: Comparison): string {
  if (kind === 'generation') return generatorCsv(runs);
  const header = 'method,seed,folder,finished,source,target,chosen_by,oracle,seconds';
  const lines = runs.map(
    ({ title, seed, folder, finished, source, target, chosenBy, seconds, evaluations }) =>
      [
        title,
        seed,
        folder,
        finished,
        source,
        target,
        chosenBy ?? 'last step',
        chosen(ORACLE, evaluations)?.target,
        seconds,
      ]
        .map((value) => csvField(String(value ?? '')))
        .join(','),
  );
  return `${[header, ...lines].join('\n')}\n`;
}

function generatorCsv(runs: readonly ComparedRun[]): string {
  const names = Object.keys(directions);
  const lines = runs.map(({ title, seed, folder, finished, chosenBy, seconds, drawn }) =>
    [
      ...[title, seed, folder, finished, chosenBy ?? 'last step', seconds],
      ...names.map((name) => drawn?.[name]?.value),
    ]
      .map((value) => csvField(String(value ?? '')))
      .join(','),
  );
  return `${[['method,seed,folder,finished,chosen_by,seconds', ...names].join(','), ...lines].join('\n')}\n`;
}
