import { readdir } from 'node:fs/promises';
import { extname, join } from 'node:path';

/** The images of one subfolder. */
export interface ClassFolder {
  readonly name: string;
  /** In the order of their names. */
  readonly files: string[];
}

const extensions = new Set(['.png', '.jpg', '.jpeg', '.bmp', '.webp', '.tif', '.tiff']);

/**
 * Lists a folder that has one subfolder a class, in the order of the names' UTF-16 code units (as torchvision's
 * ImageFolder; the same on every machine and locale). Hidden entries and files of other kinds are passed over.
 * @throws Error naming the folder when it can't be read, has no subfolder, or a subfolder has no image
 */
export async function readClassFolders(folder: string): Promise<ClassFolder[]> {
  const names = (await list(folder)).filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  if (names.length === 0)
    throw new Error(
      `${folder}: the folder has no subfolders; expected one subfolder a class, or a list file`,
    );
  return Promise.all(
    names.sort().map(async (name) => {
      const path = join(folder, name);
      const images = (await list(path))
        .filter((entry) => !entry.isDirectory() && extensions.has(extname(entry.name).toLowerCase()))
        .map((entry) => entry.name);
      if (images.length === 0)
        throw new Error(`${path}: the class folder has no image (${[...extensions].join(' ')})`);
      return { name, files: images.sort().map((image) => join(path, image)) };
    }),
  );
}

async function list(folder: string) {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.filter((entry) => !entry.name.startsWith('.'));
  } catch (error) {
    throw new Error(
      `${folder}: the folder can't be read (${(error as NodeJS.ErrnoException).code ?? error})`,
      {
        cause: error,
      },
    );
  }
}
