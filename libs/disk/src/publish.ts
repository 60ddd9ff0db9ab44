import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { writeError } from './write-error.js';

/**
 * Creates a folder that appears only when it is complete: it is filled beside its place and renamed. If another process
 * was faster, its result is returned and ours removed.
 * @param fill writes the content into the folder that it is given
 * @param published returns the content of the folder in its place; undefined when it doesn't exist
 * @throws WriteError naming the folder, when it can't be written
 */
export async function publishFolder<T>(
  folder: string,
  fill: (folder: string) => Promise<T>,
  published: () => Promise<T | undefined>,
): Promise<T> {
  return workBeside(folder, async (beside, place) => {
    const content = await fill(beside);
    try {
      await rename(beside, place);
      return content;
    } catch (error) {
      const other = await published();
      if (!other) throw error;
      return other;
    }
  });
}

/**
 * Writes a folder that appears only when it is complete, in place of what is there: it is filled beside its place, what is
 * there is moved away, and the new folder is renamed. Where that fails, what was there comes back.
 * @param fill writes the content into the folder that it is given
 * @throws WriteError naming the folder, when it can't be written
 */
export async function replaceFolder(folder: string, fill: (folder: string) => Promise<void>): Promise<void> {
  await workBeside(folder, async (beside, place) => {
    const [made, old] = [join(beside, 'new'), join(beside, 'old')];
    await mkdir(made);
    await fill(made);
    const isThere = existsSync(place);
    if (isThere) await rename(place, old);
    try {
      await rename(made, place);
    } catch (error) {
      if (isThere) await rename(old, place);
      throw error;
    }
  });
}

/**
 * Writes a file that appears only when it is complete.
 * @param write writes the content to the path that it is given
 * @param replace whether an existing file may be replaced; default: true
 * @throws Error when the file exists and may not be replaced; WriteError naming the file, when it can't be written
 */
export async function publishFile<T>(
  file: string,
  write: (path: string) => Promise<T>,
  { replace = true } = {},
): Promise<T> {
  const refuse = () => {
    if (!replace && existsSync(file)) throw new Error(`${file} already exists; it is not overwritten`);
  };
  refuse();
  return workBeside(file, async (beside, place) => {
    const path = join(beside, basename(place));
    const content = await write(path);
    refuse();
    await rename(path, place);
    return content;
  });
}

/**
 * Provides an empty folder beside a place, on the same file system, and removes it afterwards with its content.
 * Leftovers of killed processes are removed first.
 */
async function workBeside<T>(path: string, work: (beside: string, place: string) => Promise<T>): Promise<T> {
  const place = resolve(path);
  let beside: string | undefined;
  try {
    await mkdir(dirname(place), { recursive: true });
    await clearAbandoned(place);
    beside = await mkdtemp(`${prefix(place)}${process.pid}-`);
    return await work(beside, place);
  } catch (error) {
    throw refusedBelow(dirname(place), error) ? writeError(path, error) : error;
  } finally {
    if (beside !== undefined) await rm(beside, { recursive: true, force: true });
  }
}

/** Whether the error is about writing to this place, not about something that was read meanwhile. */
function refusedBelow(folder: string, error: unknown): boolean {
  const { path } = error as NodeJS.ErrnoException;
  return path === undefined || folder.startsWith(path) || path.startsWith(folder);
}

/** Folders beside a place are named after it and after the process that fills them. */
const prefix = (place: string): string => join(dirname(place), `.${basename(place)}.partial-`);

async function clearAbandoned(place: string): Promise<void> {
  const start = basename(prefix(place));
  for (const name of await readdir(dirname(place))) {
    if (!name.startsWith(start)) continue;
    const owner = Number.parseInt(name.slice(start.length), 10);
    if (!isRunning(owner)) await rm(join(dirname(place), name), { recursive: true, force: true });
  }
}

function isRunning(process_: number): boolean {
  try {
    process.kill(process_, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
