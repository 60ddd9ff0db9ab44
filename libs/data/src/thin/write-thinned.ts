import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DataPart } from '@jiagu/config';
import { replaceFolder } from '@jiagu/disk';
import { RandomStream } from '@jiagu/random';
import { placeOfPart } from '../mixed-part.js';
import { readPart } from '../readers/read-part.js';
import { refuseUnwritable, writePart } from '../split/write-part.js';
import { thinLabels, type ScarceClass } from './thin-labels.js';

/** Beside a thinned list: which classes kept how many images. */
export const GROUPS_FILE = 'groups.json';

/** Names of the groups, by how many there are. */
const NAMES: Readonly<Record<number, readonly string[]>> = {
  2: ['head', 'tail'],
  3: ['head', 'medium', 'tail'],
  4: ['head', 'medium', 'few', 'tail'],
};

/** What to thin, and how. */
export interface ThinOptions {
  readonly part: DataPart;
  /** Folder to write; one that exists is replaced. */
  readonly folder: string;
  /** Images that each class of a group keeps, from many to few: two to four groups. */
  readonly counts: readonly number[];
  readonly seed: number;
  /** Additional entries for {@link GROUPS_FILE}. */
  readonly provenance?: Readonly<Record<string, unknown>>;
}

/** Classes of a thinned set that keep the same number of images. */
interface ThinnedGroup {
  readonly name: string;
  /** Images that each class keeps. */
  readonly images: number;
  /** Their names, or their labels where the set has no names. */
  readonly classes: readonly string[];
}

/** What {@link writeThinned} made. */
export interface ThinnedSet {
  /** What a configuration names. */
  readonly path: string;
  readonly images: number;
  readonly groups: readonly ThinnedGroup[];
}

/**
 * Writes a long-tailed subset of a labelled set: its classes are divided at random into as many groups as there are
 * counts, and each class keeps exactly the count of its group, chosen at random. Of image files it writes `list.txt`,
 * no copies; of an IDX file, a smaller pair of IDX files; and {@link GROUPS_FILE}. The folder is written completely or
 * not at all.
 * @throws Error when the set can't be read, has images without labels, fewer classes than groups, or a class with fewer
 *   images than its group keeps
 */
export async function writeThinned(options: ThinOptions): Promise<ThinnedSet> {
  const { part, folder, counts, seed, provenance } = options;
  const names = NAMES[counts.length];
  if (!names) throw new RangeError(`two to four counts are expected, not ${counts.length}`);
  const set = placeOfPart(part);
  const listing = await readPart(part, undefined);
  const [fault] = listing.faults;
  if (fault !== undefined) throw new Error(fault);
  const unlabelled = listing.labels.indexOf(-1);
  if (unlabelled >= 0) throw new Error(`${listing.origin(unlabelled)}: the image has no label`);
  refuseUnwritable(listing.classNames);
  const nameOf = (label: number): string => listing.classNames?.[label] ?? String(label);
  const { groups, indices, scarce } = thinLabels(listing.labels, counts, new RandomStream(`${seed}/thin`));
  if (groups.some(({ labels }) => labels.length === 0))
    throw new Error(`${set} has fewer classes than the ${counts.length} groups of --counts`);
  if (scarce.length > 0) throw new Error(`${set}: ${describeScarce(scarce, nameOf)}`);
  const thinned = groups.map(({ count, labels }, i) => ({
    name: names[i] as string,
    images: count,
    classes: labels.map(nameOf),
  }));
  const content = { ...provenance, set, seed, numbered: !listing.classNames, groups: thinned };
  await replaceFolder(folder, async (beside) => {
    const note = `${indices.length} images of ${set}, ${counts.join(', ')} a class by its group, seed ${seed}; the groups are in ${GROUPS_FILE}`;
    await writePart(listing, { folder: beside, name: 'list', indices, note });
    await writeFile(join(beside, GROUPS_FILE), `${JSON.stringify(content, null, 2)}\n`);
  });
  const file = listing.layout === 'IDX' ? 'list-images-idx3-ubyte.gz' : 'list.txt';
  return { path: join(folder, file), images: indices.length, groups: thinned };
}

function describeScarce(scarce: readonly ScarceClass[], nameOf: (label: number) => string): string {
  const shown = scarce
    .slice(0, 5)
    .map(({ label, images, count }) => `${nameOf(label)} has ${images}, not ${count}`);
  const more = scarce.length > 5 ? `, ... (${scarce.length} classes)` : '';
  return (
    `classes have fewer images than their group keeps: ${shown.join(', ')}${more}. ` +
    'Lower --counts, or leave these classes out of the set: the accuracy of a group means little if its classes differ'
  );
}
