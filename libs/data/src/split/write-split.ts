import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { DataPart } from '@jiagu/config';
import { RandomStream } from '@jiagu/random';
import { makeFolder, publishFile } from '@jiagu/disk';
import { absolutePath, type FilePath } from '../file-path.js';
import { encodeIdx } from '../readers/idx.js';
import type { Listing } from '../readers/listing.js';
import { readPart } from '../readers/read-part.js';
import { type Split, stratifiedSplit } from './stratified-split.js';

/** What to divide, and how. */
export interface SplitOptions {
  /** What is divided. */
  readonly part: DataPart;
  /** Folder to write into. */
  readonly folder: string;
  /** Share of the images that the test part gets, above 0 and below 1. */
  readonly share: number;
  readonly seed: number;
}

/** A part as it was written: what a configuration names, and the number of its images. */
interface WrittenPart {
  readonly path: string;
  readonly images: number;
}

/** What {@link writeSplit} made. */
export interface WrittenSplit {
  readonly train: WrittenPart;
  readonly test: WrittenPart;
  /** Names of the classes, where there are names: the lists carry them. */
  readonly classNames?: readonly string[];
}

/**
 * Divides a set into a training and a test part, the same for the same seed. Of image files it writes `train.txt` and
 * `test.txt` with absolute paths, labels and, where the classes have names, the names, so that a part without some of
 * the classes is not renumbered; of an IDX file, two pairs of gzipped IDX files. No existing file is overwritten.
 * @throws Error when the set can't be read or has faults, or the folder holds such files already
 */
export async function writeSplit({ part, folder, share, seed }: SplitOptions): Promise<WrittenSplit> {
  const listing = await readPart(part, undefined);
  const [fault] = listing.faults;
  if (fault !== undefined) throw new Error(fault);
  const unwritable = listing.classNames?.find((name) => /[\t\r\n]/.test(name));
  if (unwritable !== undefined)
    throw new Error(
      `the class ${JSON.stringify(unwritable)} can't be written to a list: rename it without tabs and line breaks`,
    );
  const split = stratifiedSplit(listing.labels, share, new RandomStream(`${seed}/split`));
  if (split.test.length === 0)
    throw new Error('no class has more than one image, so there is none for the test part');
  makeFolder(folder);
  const write = listing.layout === 'IDX' ? writeIdxPair : writeList;
  const [train, test] = [
    await write(listing, split, 'train', folder),
    await write(listing, split, 'test', folder),
  ];
  return { train, test, classNames: listing.classNames };
}

async function writeList(
  { files, paths = files, labels, classNames }: Listing,
  split: Split,
  name: keyof Split,
  folder: string,
): Promise<WrittenPart> {
  const path = join(folder, `${name}.txt`);
  const className = (label: number): string => (classNames ? `\t${classNames[label] ?? ''}` : '');
  const lines = split[name].map((i) =>
    Buffer.concat([
      Buffer.from(absolutePath(paths[i] as FilePath)),
      Buffer.from(`\t${labels[i]}${className(labels[i] as number)}\n`),
    ]),
  );
  await create(path, Buffer.concat(lines));
  return { path, images: lines.length };
}

async function writeIdxPair(
  listing: Listing,
  split: Split,
  name: keyof Split,
  folder: string,
): Promise<WrittenPart> {
  const chosen = split[name];
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
