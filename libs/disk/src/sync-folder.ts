import { closeSync, fsyncSync, openSync } from 'node:fs';

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
