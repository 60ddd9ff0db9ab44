import { join } from 'node:path';
import type { StateDict } from '@jiagu/nn';
import { checkpointNames, pointed, requirePointed, type Pointer } from './checkpoint-names.js';
import { readState, type StateFile, type TrainingState } from './checkpoint-state.js';
import { digestFile } from './file-digest.js';
import type { Method } from './method.js';
import type { RunFolder } from './run-folder.js';
import { readStateDict } from './state-file.js';

/** A checkpoint whose files have all been verified. */
export interface Checkpoint {
  /** `step-000300` */
  name: string;
  /** of its folder */
  path: string;
  state: TrainingState;
  /** SHA-256 of the networks' weights */
  digest: string;
}

/** A checkpoint has changed since it was written; the message names the file. */
export class DamagedCheckpoint extends Error {
  override readonly name = 'DamagedCheckpoint';
}

/** Files of a checkpoint beside `state.json`. */
export const tensorFiles = ['model.safetensors', 'optimizer.safetensors'] as const;

/**
 * Opens a checkpoint and verifies every byte of it.
 * @throws DamagedCheckpoint naming the file at fault
 */
export function openCheckpoint(folder: RunFolder, name: string): Checkpoint {
  const path = folder.file('checkpoints', name);
  const { files, ...state } = check(join(path, 'state.json'), readState);
  for (const file of tensorFiles)
    check(join(path, file), (tensors) => {
      const [found, expected] = [digestFile(tensors), (files as Partial<StateFile['files']>)[file]];
      if (found.bytes !== expected?.bytes)
        throw new Error(`has ${found.bytes} bytes, but state.json records ${expected?.bytes}`);
      if (found.sha256 !== expected.sha256) throw new Error('its SHA-256 is not the one in state.json');
    });
  const digest = files['model.safetensors']?.sha256 ?? '';
  return { name, path, state, digest };
}

/**
 * The checkpoint from which a run continues: the last one or, when it is damaged, the newest intact one.
 * @param log receives a line for each checkpoint that is skipped, and why
 * @returns null when none was ever saved
 * @throws DamagedCheckpoint when all are damaged
 */
export function newestCheckpoint(folder: RunFolder, log: (line: string) => void): Checkpoint | null {
  const last = pointed(folder, 'last');
  const names = [...new Set([...(last ? [last] : []), ...checkpointNames(folder)])];
  if (!last && names.length > 0) log(`${folder.file('checkpoints', 'last')} is missing or damaged`);
  for (const name of names) {
    try {
      const checkpoint = openCheckpoint(folder, name);
      if (name !== last) log(`falling back to the checkpoint ${name}`);
      return checkpoint;
    } catch (error) {
      if (!(error instanceof DamagedCheckpoint)) throw error;
      log(error.message);
    }
  }
  if (names.length === 0) return null;
  throw new DamagedCheckpoint(
    `${folder.path}: none of its checkpoints can be used (${names.join(', ')}); train anew with --force`,
  );
}

/**
 * Loads a checkpoint into the networks of a method and, if `optimizers` is set, into its optimisers.
 * @throws Error naming the file when its tensors don't fit the architecture
 */
export function restoreMethod(
  { path, state }: Checkpoint,
  method: Method,
  { optimizers = false } = {},
): void {
  distribute(join(path, 'model.safetensors'), method.modules);
  if (optimizers) distribute(join(path, 'optimizer.safetensors'), method.optimizers);
  method.step = state.step - 1;
}

/**
 * Loads the checkpoint that a pointer points to into the networks of a method.
 * @returns its state
 * @throws Error naming the file when there is none, it is damaged or does not fit the architecture
 */
export function loadCheckpoint(folder: RunFolder, pointer: Pointer, method: Method): TrainingState {
  const checkpoint = openCheckpoint(folder, requirePointed(folder, pointer));
  restoreMethod(checkpoint, method);
  return checkpoint.state;
}

function distribute(
  file: string,
  parts: Readonly<Record<string, { loadStateDict(state: StateDict, prefix: string): void }>>,
): void {
  const state = readStateDict(file);
  try {
    for (const [name, part] of Object.entries(parts)) part.loadStateDict(state, `${name}.`);
  } catch (error) {
    throw new Error(`${file}: ${(error as Error).message}`, { cause: error });
  }
}

function check<T>(file: string, read: (file: string) => T): T {
  try {
    return read(file);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new DamagedCheckpoint(`${file} is damaged: ${code === 'ENOENT' ? 'it is missing' : message}`, {
      cause: error,
    });
  }
}

/**
 * SHA-256 of the weights of the checkpoint that a pointer points to, as recorded when they were written.
 * @throws Error when there is none; DamagedCheckpoint when its state can't be read
 */
export function weightsDigest(folder: RunFolder, pointer: Pointer): string {
  const name = pointed(folder, pointer);
  if (!name) throw new Error(`${folder.path} has no checkpoint \`${pointer}\``);
  return openCheckpoint(folder, name).digest;
}
