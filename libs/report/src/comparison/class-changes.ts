import type { ClassRow } from './class-rows.js';
import type { Figure } from './statistics.js';

/** The most classes in a first table; all are in the JSON. */
export const CLASSES = 12;

/** A class's target accuracy with the first method, and how the others differ from it, 0..1. */
export interface ClassChange {
  readonly name: string;
  readonly first: Figure | undefined;
  readonly changes: readonly (number | undefined)[];
}

/** Classes sorted by their largest change with any method, largest first. */
export function classChanges(classes: readonly ClassRow[]): ClassChange[] {
  const rows = classes.map(({ name, accuracies: [first, ...others] }) => ({
    name,
    first,
    changes: others.map((figure) => (first && figure ? figure.mean - first.mean : undefined)),
  }));
  const largest = ({ changes }: ClassChange): number =>
    Math.max(0, ...changes.map((change) => Math.abs(change ?? 0)));
  return rows.sort((a, b) => largest(b) - largest(a));
}
