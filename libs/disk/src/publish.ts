import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { writeError } from './write-error.js';

/**
 * Fills a folder that appears only when it is complete: it is made beside its place and renamed. Where another
 * process was faster, its result is taken and ours thrown away.
 * @param fill writes the content into the folder it is given
 * @param published the content of the folder in its place, nothing when it isn't there
 * @throws WriteError naming the folder, where the disk refuses
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
 * Writes a file that appears only when it is complete.
 * @param write the content to the path that it is given
 * @param replace whether an older file may be replaced
 * @throws Error when it may not and there is one; WriteError naming the file, where the disk refuses
 */
export async function publishFile<T>(
  file: string,
  write: (path: string) => Promise<T>,
  { replace = true } = {},
): Promise<T> {
  const refuse = () => {
    if (!replace && existsSync(file)) throw new Error(`${file} is there already; it is not overwritten`);
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
 * Lends an empty folder beside a place, on the same file system, and removes it afterwards with what is left in it.
 * What a killed process left behind is cleared first.
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

/** Whether it was this place that the system refused to write, and not something that was read meanwhile. */
function refusedBelow(folder: string, error: unknown): boolean {
  const { path } = error as NodeJS.ErrnoException;
  return path === undefined || folder.startsWith(path) || path.startsWith(folder);
}

/** Folders beside a place are called after it and after the process that fills them. */
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
