import { readFileSync, statSync, writeFileSync } from 'node:fs';
import type { Domain, RunConfig } from '@jiagu/config';
import type { LoaderState } from '@jiagu/data';
import type { RandomState } from '@jiagu/random';
import { digestText, type FileDigest } from './file-digest.js';

/** The state of a training without its tensors. */
export interface TrainingState {
  /** completed steps */
  step: number;
  /** seconds of training so far */
  seconds: number;
  /** seconds of processor time in them, summed over all threads; absent in runs of earlier versions */
  processorSeconds?: number;
  /** the configuration of the steps so far */
  config: RunConfig;
  /** that trained together; absent: a single process */
  ranks?: number;
  random: Record<string, RandomState>;
  loaders: Partial<Record<Domain, LoaderState>>;
  /** sums of the losses since they were last logged, by name */
  losses: Record<string, LossSum>;
  /** state of each hook that has some, by its name */
  hooks: Record<string, unknown>;
}

/** Sum of one loss over several steps. */
export interface LossSum {
  sum: number;
  count: number;
}

/** `state.json`: the state, and the sizes and digests of the files beside it. */
export interface StateFile extends TrainingState {
  files: Record<string, FileDigest>;
}

/** Upper bound of the size of a state file; real ones are far smaller. */
const maximumBytes = 64 * 2 ** 20;

/** Writes `state.json` and flushes it to the disk. Its last entry is a checksum of all others. */
export function writeState(path: string, state: StateFile): void {
  writeFileSync(path, encode(state), { flush: true });
}

/**
 * Reads what {@link writeState} wrote.
 * @throws Error when even a single byte has changed; the message says what is wrong, without the path
 */
export function readState(path: string): StateFile {
  const { size } = statSync(path);
  if (size > maximumBytes) throw new Error(`has ${size} bytes, more than the ${maximumBytes} allowed`);
  const text = readFileSync(path, 'utf8');
  const { sha256, ...state } = parse(text);
  // Writing the same state gives the same text, checksum included.
  if (typeof sha256 !== 'string' || encode(state) !== text)
    throw new Error('has changed since it was written: its checksum does not match');
  return state as unknown as StateFile;
}

function encode(state: object): string {
  return `${JSON.stringify({ ...state, sha256: digestText(JSON.stringify(state)) }, null, 2)}\n`;
}

function parse(text: string): Record<string, unknown> {
  try {
    return Object(JSON.parse(text));
  } catch {
    throw new Error('is no longer JSON');
  }
}
