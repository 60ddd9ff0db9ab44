import { isMapping } from './located.js';
import type { RunConfig } from './schema.js';

/** A key whose value differs between two configurations. */
export interface ConfigChange {
  /** `training.log.every` */
  key: string;
  /** undefined: absent */
  before: unknown;
  after: unknown;
}

/** Keys, each with all below it, that do not change what a step computes, and the number of steps. */
const resumable: readonly string[] = [
  'title',
  'device',
  'threads',
  'data.cacheMegabytes',
  'training.steps',
  'training.onNonFinite',
  'training.log',
  'training.evaluate',
  'training.samples',
  'training.checkpoint',
  'training.earlyStopping',
];

/** Every key whose value differs, in the order of the configuration; a list is compared as one value. */
export function configChanges(before: Partial<RunConfig>, after: Partial<RunConfig>): ConfigChange[] {
  return differences(before, after, []);
}

/** Whether a run may be resumed with this change and still count as the same run. */
export function mayChangeAtResume({ key }: ConfigChange): boolean {
  return resumable.some((allowed) => key === allowed || key.startsWith(`${allowed}.`));
}

/** `training.steps: 100 -> 200`. */
export function describeChange({ key, before, after }: ConfigChange): string {
  const shown = (value: unknown): string => (value === undefined ? '(absent)' : JSON.stringify(value));
  return `${key}: ${shown(before)} -> ${shown(after)}`;
}

function differences(before: unknown, after: unknown, path: readonly string[]): ConfigChange[] {
  if (isMapping(before) && isMapping(after))
    return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((key) =>
      differences(before[key], after[key], [...path, key]),
    );
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  return [{ key: path.join('.'), before, after }];
}
