import { closeSync, fsyncSync, openSync } from 'node:fs';

/**
 * Flushes a folder to the disk, so that what was created, renamed or removed in it survives a power cut. Does nothing
 * on Windows.
 */
export function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
