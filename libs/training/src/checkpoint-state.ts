import { readFileSync, statSync, writeFileSync } from 'node:fs';
import type { Domain, RunConfig } from '@jiagu/config';
import type { LoaderState } from '@jiagu/data';
import type { RandomState } from '@jiagu/random';
import { digestText, type FileDigest } from './file-digest.js';

/** All of a training's state that is not a tensor. */
export interface TrainingState {
  /** completed steps */
  step: number;
  /** seconds of training so far */
  seconds: number;
  /** with which the steps so far were made */
  config: RunConfig;
  /** that trained together; absent: a single process */
  ranks?: number;
  random: Record<string, RandomState>;
  loaders: Partial<Record<Domain, LoaderState>>;
  /** losses since they were last logged: sum and count by name */
  losses: Record<string, LossSum>;
  /** of each hook that has state, by its name */
  hooks: Record<string, unknown>;
}

/** Of one loss over several steps. */
export interface LossSum {
  sum: number;
  count: number;
}

/** `state.json`: the state, and what the files beside it must be. */
export interface StateFile extends TrainingState {
  files: Record<string, FileDigest>;
}

/** More than any state has. */
const maximumBytes = 64 * 2 ** 20;

/** Writes `state.json` and flushes it. Its last entry is a checksum of all others. */
export function writeState(path: string, state: StateFile): void {
  writeFileSync(path, encode(state), { flush: true });
}

/**
 * Reads what {@link writeState} wrote.
 * @throws Error saying what is wrong when a single byte is another
 */
export function readState(path: string): StateFile {
  const { size } = statSync(path);
  if (size > maximumBytes) throw new Error(`has ${size} bytes, at most ${maximumBytes} are read`);
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
