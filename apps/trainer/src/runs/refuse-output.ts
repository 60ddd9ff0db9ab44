import { existsSync, readdirSync, statSync } from 'node:fs';
import { UsageError } from '../command-line/usage-error.js';

/** What a verb writes into a folder, by which its own folders are told from others. */
export interface WrittenFolder {
  /** the verb, as users call it */
  readonly by: string;
  /** files that every such folder has, by their names or patterns of them */
  readonly marks: readonly (string | RegExp)[];
  /** what is in the way, and what to do about it: completes "<folder> holds" */
  readonly occupied: string;
}

/** @throws UsageError when what is at this path must not be replaced: a file, somebody else's folder, or no `--force` */
export function refuseOutput(folder: string, written: WrittenFolder, force: boolean): void {
  if (!existsSync(folder)) return;
  if (!statSync(folder).isDirectory())
    throw new UsageError(`${folder} is not a folder: choose another with --output`);
  const names = readdirSync(folder);
  if (names.length === 0) return;
  const has = (mark: string | RegExp): boolean =>
    typeof mark === 'string' ? names.includes(mark) : names.some((name) => mark.test(name));
  if (!written.marks.every(has))
    throw new UsageError(
      `${folder} is not empty, and was not made by \`${written.by}\`: choose another with --output`,
    );
  if (!force) throw new UsageError(`${folder} holds ${written.occupied}, or choose another with --output`);
}

/** @throws UsageError when no file must be written to this path: a folder is there, or a file and there is no `--force` */
export function refuseOutputFile(file: string, force: boolean): void {
  const there = statSync(file, { throwIfNoEntry: false });
  if (there && !there.isFile()) throw new UsageError(`${file} is not a file: choose another with --output`);
  if (there && !force)
    throw new UsageError(
      `${file} is there already: replace it with --force, or choose another with --output`,
    );
}
