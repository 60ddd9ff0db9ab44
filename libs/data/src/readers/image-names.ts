import { readdir } from 'node:fs/promises';
import { extname } from 'node:path';

/** Endings of the files that are taken for images, in small letters. */
export const IMAGE_EXTENSIONS: readonly string[] = [
  '.png',
  '.jpg',
  '.jpeg',
  '.bmp',
  '.webp',
  '.tif',
  '.tiff',
];

/** Whether a file's name ends like an image's. */
export const isImageName = (name: string): boolean => IMAGE_EXTENSIONS.includes(extname(name).toLowerCase());

/**
 * The entries of a folder but the hidden ones.
 * @throws Error naming the folder when it can't be read
 */
export async function visibleEntries(folder: string) {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.filter((entry) => !entry.name.startsWith('.'));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new Error(`${folder}: the folder can't be read (${code ?? error})`, { cause: error });
  }
}
