import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { syncFolder, writeError, WriteError } from '@jiagu/disk';
import type { StateDict } from '@jiagu/nn';
import { checkpointName, point, pointed } from './checkpoint-names.js';
import { writeState, type TrainingState } from './checkpoint-state.js';
import { tensorFiles } from './checkpoint.js';
import { digestFile } from './file-digest.js';
import type { Method } from './method.js';
import { stateDictOf } from './method-state.js';
import { NotFinite } from './not-finite.js';
import type { RunFolder } from './run-folder.js';
import { writeStateDict } from './state-file.js';

/**
 * Writes a checkpoint, complete or not at all: to a temporary folder, which is flushed to the disk and renamed. Then
 * points `last` to it.
 * @returns its name
 * @throws Error when writing fails, NotFinite when a weight is not finite; earlier checkpoints stay as they are
 */
export function saveCheckpoint(folder: RunFolder, method: Method, state: TrainingState): string {
  const name = checkpointName(state.step);
  const path = folder.file('checkpoints', name);
  const [beside, replaced] = [`.${name}.part`, `.${name}.old`].map((hidden) =>
    folder.file('checkpoints', hidden),
  ) as [string, string];
  try {
    for (const old of [beside, replaced]) rmSync(old, { recursive: true, force: true });
    mkdirSync(beside, { recursive: true });
    writeStateDict(join(beside, 'model.safetensors'), finite(state.step, stateDictOf(method.modules)));
    writeStateDict(join(beside, 'optimizer.safetensors'), finite(state.step, stateDictOf(method.optimizers)));
    const files = Object.fromEntries(tensorFiles.map((file) => [file, digestFile(join(beside, file))]));
    writeState(join(beside, 'state.json'), { ...state, files });
    syncFolder(beside);
    // Left by an earlier process: damaged, or complete but not yet pointed to.
    if (existsSync(path)) renameSync(path, replaced);
    renameSync(beside, path);
    syncFolder(folder.file('checkpoints'));
    point(folder, 'last', name);
    rmSync(replaced, { recursive: true, force: true });
  } catch (error) {
    removeIfPossible(beside);
    if (error instanceof NotFinite) throw error;
    throw notSaved(folder, name, path, error);
  }
  return name;
}

/** Frees the space of an incomplete checkpoint. */
function removeIfPossible(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true });
  } catch {
    // A disk that can't be written to may not allow this either; the first error is the one to report.
  }
}

/** Returns the state after checking that it is finite: a checkpoint that is not must never replace a good one. */
function finite(step: number, state: StateDict): StateDict {
  const wrong = [...state].filter(([, { data }]) => !data.every(Number.isFinite)).map(([name]) => name);
  if (wrong.length > 0) throw new NotFinite(step, wrong);
  return state;
}

function notSaved(folder: RunFolder, name: string, path: string, error: unknown): Error {
  // The path of the file itself would be of no use: its folder has been removed.
  const { message } = writeError(path, error instanceof WriteError ? error.cause : error);
  const last = pointed(folder, 'last');
  return new Error(
    `the checkpoint ${name} was not saved${last ? `, the one before it, ${last}, is intact` : ''}: ${message}`,
    { cause: error },
  );
}
