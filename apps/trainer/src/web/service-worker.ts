import { createHash } from 'node:crypto';

/**
 * The program that keeps a page for use without a network, told what to keep. Its text changes whenever a file does,
 * which is how browsers see that there is something new.
 * @param program the built service worker
 * @param files what to keep, by its path in the page
 */
export function serviceWorker(program: string, files: ReadonlyMap<string, Uint8Array>): string {
  const hash = createHash('sha256');
  for (const [name, content] of [...files].sort(([a], [b]) => (a < b ? -1 : 1)))
    hash.update(`${name}\0${content.length}\0`).update(content);
  const kept = { version: hash.digest('hex').slice(0, 16), files: [...files.keys()].sort() };
  return `self.kept=${JSON.stringify(kept)};\n${program}`;
}
