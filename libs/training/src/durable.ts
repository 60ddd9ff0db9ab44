import { closeSync, fsyncSync, openSync } from 'node:fs';

/** What the system means by its codes, and what can be done. */
const reasons: Record<string, string> = {
  ENOSPC: 'no space is left on the disk; free some',
  EDQUOT: 'the quota of the disk is used up; free some space',
  EFBIG: 'the file would be larger than this process may write (see `ulimit -f`)',
  EROFS: 'the file system can only be read',
  EACCES: 'no permission to write there',
  EPERM: 'no permission to write there',
  ENOENT: 'its folder is gone',
  ENOTDIR: 'its folder is gone',
};

/** A failure of the disk as a sentence that names the file and what can be done. */
export function writeError(path: string, error: unknown): Error {
  const { code = '', message } = error as NodeJS.ErrnoException;
  return new Error(`${path} can't be written: ${reasons[code] ?? message}`, { cause: error });
}

/** Makes what was made, renamed or removed in a folder last through a power cut, where the system can do that. */
export function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
