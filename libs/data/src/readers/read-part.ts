import { stat } from 'node:fs/promises';
import type { DataPart } from '@jiagu/config';
import { hintOnMissing } from '../file-path.js';
import { beginsLikeImage, isImageName } from '../image-format.js';
import { readFolder, readUnlabelledFolder } from './class-folders.js';
import { isIdxOrGzip } from './idx.js';
import { readIdxPair } from './idx-pair.js';
import { imageListing } from './image-listing.js';
import { readList } from './list-file.js';
import type { Listing } from './listing.js';

/**
 * Lists what a part of a domain holds, in any of the layouts: a folder with one subfolder a class, a folder of
 * images without labels, a list file, an IDX file of images with one of labels, or a single image.
 * @param name of the part in messages: `data.source.train`; absent: messages give the path alone
 * @param labelled whether labels are read; else all images below a folder count, and a list may consist of paths alone
 * @throws Error naming the part or the file and what is wrong there
 */
export async function readPart(
  part: DataPart,
  name: string | undefined,
  { labelled = true }: { readonly labelled?: boolean } = {},
): Promise<Listing> {
  const inner = (key: string): string => (name === undefined ? key : `${name}.${key}`);
  if (typeof part === 'object' && 'images' in part) {
    await demand(part.images, inner('images'), 'IDX file');
    return readIdxPair(part.images, part.labels);
  }
  if (typeof part === 'object') {
    const found = await demand(part.list, inner('list'), 'list');
    if (found.isDirectory())
      throw new Error(`${inner('list')}: ${part.list} is a folder; give its path alone, without "list"`);
    return readList(part.list, { root: part.root, labelled });
  }
  const found = await demand(part, name, 'image, folder, list or IDX file');
  if (found.isDirectory()) return labelled ? readFolder(part) : readUnlabelledFolder(part);
  if (isImageName(part) || (await beginsLikeImage(part)))
    return imageListing({ layout: 'images without labels', paths: [part], labels: Int32Array.of(-1) });
  return (await isIdxOrGzip(part)) ? readIdxPair(part) : readList(part, { labelled });
}

async function demand(path: string, key: string | undefined, kind: string) {
  const found = await stat(path).catch(() => undefined);
  if (!found)
    throw new Error(
      `${key === undefined ? '' : `${key}: `}there is no ${kind} ${path}${await hintOnMissing(path)}`,
    );
  // A pipe or device can be read once, or never ends.
  if (!found.isFile() && !found.isDirectory())
    throw new Error(
      `${key === undefined ? '' : `${key}: `}${path} is a pipe or device; write what it gives into a file`,
    );
  return found;
}
