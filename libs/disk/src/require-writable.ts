import { mkdtempSync, rmdirSync, statfsSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { isSystemError, WriteError } from './write-error.js';

/**
 * Tests, before long work, whether a folder can be written to, or created where it doesn't exist. Leaves nothing
 * behind.
 * @throws WriteError naming the folder and the obstacle: permissions, a read-only file system, a full disk, a file in
 *   its place or on its path
 */
export function requireWritable(folder: string): void {
  try {
    const there = nearest(resolve(folder));
    // A trial says more than permissions: it covers file systems, access lists and what a server allows.
    rmdirSync(mkdtempSync(join(there, '.jiagu-')));
    const { blocks, bfree } = statfsSync(there);
    if (blocks > 0 && bfree === 0) throw systemError('ENOSPC', there);
  } catch (error) {
    throw isSystemError(error) ? new WriteError(folder, error) : error;
  }
}

/** The folder itself, or the innermost existing one above it. */
function nearest(path: string): string {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat?.isDirectory()) return path;
  if (stat) throw systemError('ENOTDIR', path);
  return nearest(dirname(path));
}

function systemError(code: string, path: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`${code}: ${path}`), { code, path, syscall: 'mkdir' });
}
