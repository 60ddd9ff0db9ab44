import { closeSync, openSync, readSync } from 'node:fs';

/**
 * Whether a page is that of something unfinished, to be written again.
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
