import { readdir, readFile, stat } from 'node:fs/promises';
import { dirname, extname, join, resolve } from 'node:path';
import { UsageError } from '../command-line/usage-error.js';

const imageExtensions = new Set(['.png', '.jpg', '.jpeg', '.bmp', '.webp', '.tif', '.tiff']);
const listExtensions = new Set(['.txt', '.tsv', '.list']);

/**
 * Image files that were named one by one, by a folder (with all below it) or by a list: a text file with a path a
 * line, which counts from the list's own folder; a label behind a tab is passed over.
 * @throws UsageError naming what is absent or holds no images
 */
export async function collectImages(places: readonly string[]): Promise<string[]> {
  return (await Promise.all(places.map(imagesOf))).flat();
}

async function imagesOf(place: string): Promise<string[]> {
  const found = await stat(place).catch(() => undefined);
  if (!found) throw new UsageError(`there is no image, folder or list ${place}`);
  if (!found.isDirectory() && !listExtensions.has(extname(place).toLowerCase())) return [place];
  const files = found.isDirectory() ? await filesBelow(place) : await filesOfList(place);
  if (files.length === 0)
    throw new UsageError(
      found.isDirectory()
        ? `the folder ${place} has no images (${[...imageExtensions].join(' ')})`
        : `the list ${place} names no image`,
    );
  return files;
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => !entry.isDirectory() && !entry.name.startsWith('.'))
    .filter(({ name }) => imageExtensions.has(extname(name).toLowerCase()))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

async function filesOfList(list: string): Promise<string[]> {
  const lines = (await readFile(list, 'utf8')).replace(/^\uFEFF/, '').split(/\r?\n/);
  return lines
    .map((line) => line.replace(/\t.*$/, '').trim())
    .filter((path) => path !== '')
    .map((path) => resolve(dirname(list), path));
}
