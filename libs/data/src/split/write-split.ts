import type { DataPart } from '@jiagu/config';
import { RandomStream } from '@jiagu/random';
import { makeFolder } from '@jiagu/disk';
import { readPart } from '../readers/read-part.js';
import { stratifiedSplit } from './stratified-split.js';
import { refuseUnwritable, writePart, type WrittenPart } from './write-part.js';

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

/** What {@link writeSplit} made. */
export interface WrittenSplit {
  readonly train: WrittenPart;
  readonly test: WrittenPart;
  /** Names of the classes, where there are names: the lists carry them. */
  readonly classNames?: readonly string[];
}

/**
 * Divides a set into a training and a test part, the same for the same seed. Of image files it writes `train.txt` and
 * `test.txt`; of an IDX file, two pairs of gzipped IDX files, see {@link writePart}. No existing file is overwritten.
 * @throws Error when the set can't be read or has faults, or the folder holds such files already
 */
export async function writeSplit({ part, folder, share, seed }: SplitOptions): Promise<WrittenSplit> {
  const listing = await readPart(part, undefined);
  const [fault] = listing.faults;
  if (fault !== undefined) throw new Error(fault);
  refuseUnwritable(listing.classNames);
  const split = stratifiedSplit(listing.labels, share, new RandomStream(`${seed}/split`));
  if (split.test.length === 0)
    throw new Error('no class has more than one image, so there is none for the test part');
  makeFolder(folder);
  const [train, test] = [
    await writePart(listing, { folder, name: 'train', indices: split.train }),
    await writePart(listing, { folder, name: 'test', indices: split.test }),
  ];
  return { train, test, classNames: listing.classNames };
}
