import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { syncFolder } from './sync-folder.js';
import { writeError } from './write-error.js';

/** The content of a file, or a function that writes it to an open file descriptor, piece by piece. */
export type Content = string | Uint8Array | ((descriptor: number) => void);

/**
 * Writes a file, complete or not at all: it is written beside its place, flushed to the disk and renamed over what was
 * there. Its folder must exist.
 * @throws WriteError naming the file, when it can't be written; nothing is left beside it
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

/** Frees the space of an incomplete file without hiding the first error. */
function removeIfPossible(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // A disk that can't be written to can't be tidied either.
  }
}
