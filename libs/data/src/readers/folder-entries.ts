import { readdir, stat } from 'node:fs/promises';
import pMap from 'p-map';
import { type FilePath, joinPath, pathOf, shownPath } from '../file-path.js';
import { beginsLikeImage, isImageName } from '../image-format.js';
import type { LeftOutReason } from './listing.js';

/** Entries looked at side by side: as many as keep libuv's threads busy. */
const CONCURRENCY = 16;

/** Folders that storage devices, archives and systems add, with pictures of their own in them. */
const SYSTEM_FOLDERS: ReadonlySet<string> = new Set([
  '@eadir',
  '__macosx',
  '#recycle',
  '$recycle.bin',
  'system volume information',
  'lost+found',
]);

/** A file or folder in a folder. */
export interface FolderEntry {
  readonly path: FilePath;
  /** As messages show it. */
  readonly name: string;
  /** What it is, links followed, or why it is not read. */
  readonly kind: 'folder' | 'image' | LeftOutReason;
}

/**
 * The entries of a folder, in the order of the names' UTF-16 code units. Images are recognised by their extension or
 * else by their first bytes.
 * @throws Error naming the folder when it can't be read
 */
export async function folderEntries(folder: FilePath): Promise<FolderEntry[]> {
  const found = await readdir(folder, { withFileTypes: true, encoding: 'buffer' }).catch(
    (error: NodeJS.ErrnoException) => {
      throw new Error(`${shownPath(folder)}: the folder can't be read (${error.code ?? error.message})`, {
        cause: error,
      });
    },
  );
  const entries = await pMap(
    found,
    async (entry): Promise<FolderEntry> => {
      const path = joinPath(folder, pathOf(entry.name));
      const name = shownPath(pathOf(entry.name));
      return { path, name, kind: name.startsWith('.') ? 'hidden' : await kindOf(entry, path, name) };
    },
    { concurrency: CONCURRENCY },
  );
  return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** What a folder's entry and the target of a link have in common. */
interface FileKind {
  isDirectory(): boolean;
  isFile(): boolean;
  isSymbolicLink(): boolean;
}

async function kindOf(entry: FileKind, path: FilePath, name: string): Promise<FolderEntry['kind']> {
  try {
    const found = entry.isSymbolicLink() ? await stat(path) : entry;
    if (found.isDirectory())
      return SYSTEM_FOLDERS.has(name.toLowerCase()) ? 'of a system or program' : 'folder';
    if (!found.isFile()) return 'neither file nor folder';
    return isImageName(name) || (await beginsLikeImage(path)) ? 'image' : 'no image of a kind that is read';
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // A link that leads to itself is one to nothing, too.
    if (code === 'ENOENT' || code === 'ELOOP' || code === 'ENOTDIR') return 'links to nothing';
    if (code === 'EACCES' || code === 'EPERM') return 'no permission to read';
    throw error;
  }
}
