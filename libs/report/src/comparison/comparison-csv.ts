import { csvField } from '../csv.js';
import type { Comparison } from './compare-runs.js';
import { ORACLE } from '@jiagu/config';
import { chosen } from './validator-choice.js';

/** A comparison as comma-separated values, one run a line, accuracies 0..1. */
export function comparisonCsv({ runs }: Comparison): string {
  const header =
    'method,seed,folder,finished,source,target,chosen_by,oracle,seconds,processor_seconds,kid,recall,authenticity';
  const lines = runs.map(
    ({ title, seed, folder, finished, source, target, chosenBy, evaluations, generation, ...cost }) =>
      [
        title,
        seed,
        folder,
        finished,
        source,
        target,
        chosenBy ?? 'last step',
        chosen(ORACLE, evaluations)?.target,
        cost.seconds,
        cost.processorSeconds,
        generation.kid,
        generation.recall,
        generation.authenticity,
      ]
        .map((value) => csvField(String(value ?? '')))
        .join(','),
  );
  return `${[header, ...lines].join('\n')}\n`;
}
