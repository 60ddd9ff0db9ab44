import { readdirSync, rmSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';

/** A position in the events of a folder. */
export interface EventMark {
  /** Name of the file that was being written. */
  readonly file: string;
  /** Its length in bytes. */
  readonly bytes: number;
}

/** Names of a folder's event files in the order in which TensorBoard reads them. */
export const eventFiles = (folder: string): string[] =>
  readdirSync(folder)
    .filter((name) => name.startsWith('events.out.tfevents.'))
    .sort();

/**
 * Removes what was written after a mark, so that a run resumed from there logs no event twice.
 * @param mark null: removes everything
 */
export function cutEventFiles(folder: string, mark: EventMark | null): void {
  for (const name of eventFiles(folder)) {
    const path = join(folder, name);
    if (!mark || name > mark.file) rmSync(path);
    // A file that a crash of the machine left shorter stays as it is, and so do files before the mark's.
    else if (name === mark.file && statSync(path).size > mark.bytes) truncateSync(path, mark.bytes);
  }
}
