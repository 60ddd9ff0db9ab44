import type { ComparedRun } from './compared-run.js';
import { figureOf, type Figure } from './statistics.js';

/** Target accuracy of one class with each method. */
export interface ClassRow {
  readonly name: string;
  /** target accuracy over seeds, in the order of the methods; undefined where it was not evaluated */
  readonly accuracies: readonly (Figure | undefined)[];
}

/** Accuracies of every class. @param methods the runs of each method */
export function classRows(methods: readonly (readonly ComparedRun[])[]): ClassRow[] {
  const names = new Set(methods.flat().flatMap(({ classes }) => Object.keys(classes)));
  return [...names].map((name) => ({
    name,
    accuracies: methods.map((runs) =>
      figureOf(runs.map(({ classes }) => classes[name]).filter((share) => typeof share === 'number')),
    ),
  }));
}
