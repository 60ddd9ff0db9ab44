import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { syncFolder } from './sync-folder.js';
import { writeError } from './write-error.js';

/** The content of a file, or what writes it to an open one, piece by piece. */
export type Content = string | Uint8Array | ((descriptor: number) => void);

/**
 * Writes a file, complete or not at all: beside its place under the name of this process, flushed to the disk, then
 * renamed over what was there. Its folder must be there.
 * @throws WriteError naming the file, where the disk refuses; nothing is left beside it then
 */
export function writeWhole(path: string, content: Content): void {
  const beside = `${path}.${process.pid}.part`;
  try {
    const descriptor = openSync(beside, 'w');
    try {
      if (typeof content === 'function') content(descriptor);
      else writeFileSync(descriptor, content);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(beside, path);
    syncFolder(dirname(path));
  } catch (error) {
    removeIfPossible(beside);
    throw writeError(path, error);
  }
}

/** Gives back the space of what was written in vain; what went wrong first is what is told. */
function removeIfPossible(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // A disk that can't be written to can't be tidied either.
  }
}
