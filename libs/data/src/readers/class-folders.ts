import { realpath } from 'node:fs/promises';
import pMap from 'p-map';
import { type FilePath, shownPath } from '../file-path.js';
import { folderEntries, type FolderEntry } from './folder-entries.js';
import { OVERVIEW_FILE, PROVENANCE_FILE } from './generated-set.js';
import { imageListing } from './image-listing.js';
import { countLeftOut, type LeftOut, type LeftOutReason, type Listing } from './listing.js';

/** Class folders looked through side by side. */
const CONCURRENCY = 8;

/**
 * Lists a folder that has one subfolder a class, in the order of the names' UTF-16 code units (as torchvision's
 * ImageFolder; the same on every machine and locale), with the images at any depth below it. Links are followed.
 * Without subfolders, the images in it count as images without labels. What is not read is listed in `leftOut`; a class
 * folder without images is a fault.
 * @throws Error naming the folder when it can't be read or has neither subfolders nor images
 */
export async function readFolder(folder: string): Promise<Listing> {
  const entries = await folderEntries(folder);
  const folders = entries.filter(({ kind }) => kind === 'folder');
  if (folders.length === 0)
    return readUnlabelledFolder(
      folder,
      'no subfolders and no images; expected one subfolder a class, or a list file',
    );
  const root = await realPathOf(folder);
  const classes = await pMap(
    folders,
    async ({ path }) => {
      const found: Found = { paths: [], leftOut: [] };
      await addImagesBelow(path, found, new Set([root]));
      return found;
    },
    { concurrency: CONCURRENCY },
  );
  return imageListing({
    layout: 'class folders',
    paths: classes.flatMap(({ paths }) => paths),
    labels: Int32Array.from(classes.flatMap(({ paths }, label) => paths.map(() => label))),
    classNames: folders.map(({ name }) => name),
    faults: folders
      .filter((_, label) => classes[label]?.paths.length === 0)
      .map(({ path }) => `${shownPath(path)}: the class folder has no image`),
    leftOut: [
      ...entries.flatMap(({ path, name, kind }) =>
        kind === 'folder' ? [] : [leaveOut(path, kind === 'image' ? besideFolders(name, entries) : kind)],
      ),
      ...classes.flatMap(({ leftOut }) => leftOut),
    ],
  });
}

/** Whether a file is the overview that lies beside generated images. */
const isOverview = (name: string, entries: readonly FolderEntry[]): boolean =>
  name === OVERVIEW_FILE && entries.some((entry) => entry.name === PROVENANCE_FILE);

/** Why an image beside the class folders is none of them. */
const besideFolders = (name: string, entries: readonly FolderEntry[]): LeftOutReason =>
  isOverview(name, entries) ? 'overview of generated images' : 'images beside the class folders';

/**
 * Lists all images at any depth below a folder, none with a label, links followed.
 * @param otherwise what a folder without images has, for the message
 * @throws Error naming the folder when it can't be read or has no images
 */
export async function readUnlabelledFolder(folder: string, otherwise = 'no images'): Promise<Listing> {
  const found: Found = { paths: [], leftOut: [] };
  await addImagesBelow(folder, found, new Set());
  const { paths, leftOut } = found;
  if (paths.length === 0)
    throw new Error(
      `${folder}: the folder has ${otherwise}${leftOut.length > 0 ? ` (left out: ${countLeftOut(leftOut)})` : ''}`,
    );
  return imageListing({
    layout: 'images without labels',
    paths,
    labels: new Int32Array(paths.length).fill(-1),
    leftOut,
  });
}

interface Found {
  readonly paths: FilePath[];
  readonly leftOut: LeftOut[];
}

/**
 * Adds a folder's images, then those of its subfolders.
 * @param visited real paths of the folders that were read or contain this one: each is read once, so that loops of
 *   links end
 */
async function addImagesBelow(folder: FilePath, found: Found, visited: Set<string>): Promise<void> {
  const real = await realPathOf(folder);
  if (visited.has(real)) {
    found.leftOut.push(leaveOut(folder, 'folders that are read already'));
    return;
  }
  visited.add(real);
  const entries = await folderEntries(folder);
  for (const { path, name, kind } of entries)
    if (kind === 'image' && isOverview(name, entries))
      found.leftOut.push(leaveOut(path, 'overview of generated images'));
    else if (kind === 'image') found.paths.push(path);
    else if (kind !== 'folder') found.leftOut.push(leaveOut(path, kind));
  for (const { path, kind } of entries) if (kind === 'folder') await addImagesBelow(path, found, visited);
}

/** A folder's path without links, a character a byte. */
const realPathOf = async (folder: FilePath): Promise<string> =>
  (await realpath(folder, 'buffer')).toString('latin1');

const leaveOut = (path: FilePath, reason: LeftOutReason): LeftOut => ({ file: shownPath(path), reason });
