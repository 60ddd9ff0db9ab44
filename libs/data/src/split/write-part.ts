import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { publishFile } from '@jiagu/disk';
import { absolutePath, type FilePath } from '../file-path.js';
import { encodeIdx } from '../readers/idx.js';
import type { Listing } from '../readers/listing.js';

/** A part as it was written: what a configuration names, and the number of its images. */
export interface WrittenPart {
  readonly path: string;
  readonly images: number;
}

/** Which images of a listing to write, and where. */
export interface PartToWrite {
  readonly folder: string;
  /** The file's name without its ending. */
  readonly name: string;
  /** Positions of the images. */
  readonly indices: readonly number[];
  /** A sentence for the first line of a list. */
  readonly note?: string;
}

/**
 * Writes some images of a listing as a part of its own. Of image files it writes a list of absolute paths, labels and,
 * where the classes have names, the names, so that a part without some of the classes is not renumbered; of an IDX file,
 * a pair of gzipped IDX files. No existing file is overwritten.
 * @throws Error when such a file exists, or a class can't be named in a list
 */
export function writePart(listing: Listing, part: PartToWrite): Promise<WrittenPart> {
  return listing.layout === 'IDX' ? writeIdxPair(listing, part) : writeList(listing, part);
}

/** @throws Error naming a class that can't be written to a list */
export function refuseUnwritable(classNames: readonly string[] = []): void {
  const unwritable = classNames.find((name) => /[\t\r\n]/.test(name));
  if (unwritable !== undefined)
    throw new Error(
      `the class ${JSON.stringify(unwritable)} can't be written to a list: rename it without tabs and line breaks`,
    );
}

async function writeList(
  listing: Listing,
  { folder, name, indices, note }: PartToWrite,
): Promise<WrittenPart> {
  const path = join(folder, `${name}.txt`);
  const head = note === undefined ? [] : [Buffer.from(`# ${note}\n`)];
  await create(path, Buffer.concat([...head, ...listLines(listing, indices)]));
  return { path, images: indices.length };
}

/** Lines of a list for images of a listing: absolute path, label and, where the classes have names, the name. */
export function listLines(
  { files, paths = files, labels, classNames }: Pick<Listing, 'files' | 'paths' | 'labels' | 'classNames'>,
  indices: readonly number[],
): Buffer[] {
  refuseUnwritable(classNames);
  const className = (label: number): string => (classNames ? `\t${classNames[label] ?? ''}` : '');
  return indices.map((i) =>
    Buffer.concat([
      Buffer.from(absolutePath(paths[i] as FilePath)),
      Buffer.from(`\t${labels[i]}${className(labels[i] as number)}\n`),
    ]),
  );
}

async function writeIdxPair(
  listing: Listing,
  { folder, name, indices: chosen }: PartToWrite,
): Promise<WrittenPart> {
  const images = await Promise.all(chosen.map((i) => listing.decode(i)));
  const { height, width } = images[0] ?? { height: 0, width: 0 };
  const path = join(folder, `${name}-images-idx3-ubyte.gz`);
  const pixels = encodeIdx([chosen.length, height, width], Buffer.concat(images.map(({ data }) => data)));
  await create(path, await promisify(gzip)(pixels));
  const labels = Uint8Array.from(chosen, (i) => listing.labels[i] as number);
  if (!listing.labels.includes(-1))
    await create(
      join(folder, `${name}-labels-idx1-ubyte.gz`),
      await promisify(gzip)(encodeIdx([chosen.length], labels)),
    );
  return { path, images: chosen.length };
}

/** Writes a new file, as a whole or not at all. */
async function create(path: string, content: Uint8Array): Promise<void> {
  await publishFile(path, (beside) => writeFile(beside, content), { replace: false });
}
