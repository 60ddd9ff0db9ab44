import { closeSync, openSync, readSync } from 'node:fs';

/**
 * Whether a page shows an unfinished run or sweep and is to be written again.
 * @throws Error when the file can't be read
 */
export function isLivePage(path: string): boolean {
  const descriptor = openSync(path, 'r');
  try {
    const head = Buffer.alloc(200);
    return head.toString('latin1', 0, readSync(descriptor, head)).includes('data-state="live"');
  } finally {
    closeSync(descriptor);
  }
}
