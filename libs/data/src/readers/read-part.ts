import { stat } from 'node:fs/promises';
import type { DataPart } from '@jiagu/config';
import { readFolder } from './class-folders.js';
import { isIdxOrGzip } from './idx.js';
import { readIdxPair } from './idx-pair.js';
import { readList } from './list-file.js';
import type { Listing } from './listing.js';

/**
 * Reads what a part of a domain holds, in whichever layout it is: a folder with one subfolder a class, a folder of
 * images without labels, a list file, or an IDX file of images with one of labels.
 * @param name of the part in the configuration, for messages: `source.train`
 * @throws Error naming the part or the file and what is wrong there
 */
export async function readPart(part: DataPart, name: string): Promise<Listing> {
  if (typeof part === 'object' && 'images' in part) {
    await demand(part.images, `data.${name}.images`, 'IDX file');
    return readIdxPair(part.images, part.labels);
  }
  if (typeof part === 'object') {
    const found = await demand(part.list, `data.${name}.list`, 'list');
    if (found.isDirectory())
      throw new Error(`data.${name}.list: ${part.list} is a folder; give its path alone, without "list"`);
    return readList(part.list, part.root);
  }
  const found = await demand(part, `data.${name}`, 'folder, list or IDX file');
  if (found.isDirectory()) return readFolder(part);
  return (await isIdxOrGzip(part)) ? readIdxPair(part) : readList(part);
}

async function demand(path: string, key: string, kind: string) {
  const found = await stat(path).catch(() => undefined);
  if (!found) throw new Error(`${key}: there is no ${kind} ${path}`);
  return found;
}
