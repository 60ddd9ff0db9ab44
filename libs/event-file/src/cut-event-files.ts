import { existsSync, readdirSync, rmSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';

/** How far the events of a folder had come. */
export interface EventMark {
  /** Name of the file that was being written. */
  readonly file: string;
  /** Its length. */
  readonly bytes: number;
}

/** Names of a folder's event files in the order in which TensorBoard reads them. */
export const eventFiles = (folder: string): string[] =>
  readdirSync(folder)
    .filter((name) => name.startsWith('events.out.tfevents.'))
    .sort();

/**
 * Removes what was written after a mark, so that no event of a run that goes on from there is told twice.
 * @param mark null: everything was
 */
export function cutEventFiles(folder: string, mark: EventMark | null): void {
  for (const name of eventFiles(folder)) if (!mark || name > mark.file) rmSync(join(folder, name));
  if (!mark) return;
  const path = join(folder, mark.file);
  // A file that the user removed, or that a crash of the machine left shorter, stays as it is.
  if (existsSync(path) && statSync(path).size > mark.bytes) truncateSync(path, mark.bytes);
}
