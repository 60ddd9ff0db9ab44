import { parsePart } from '@jiagu/config';
import { listLines, readStudyPart, type KnownClasses } from '@jiagu/data';
import _ from 'lodash';
import { UsageError } from '../command-line/usage-error.js';
import type { ImageSet } from '../runs/write-image-sets.js';

/** A labelled set, and what its classes lack. */
export interface Gaps {
  /** Number of images of the set. */
  readonly images: number;
  /** Each class with too few images, and how many are missing. */
  readonly sets: readonly ImageSet[];
  /**
   * The set as lines of a list: absolute path, number of the class as the known classes count it, name. Undefined for an
   * IDX file, whose images have no paths.
   */
  readonly lines: readonly Buffer[] | undefined;
}

/**
 * Reads a labelled set and counts what its classes lack. A class without any image in the set is not filled.
 * @param to how many images each class is to have
 * @param known the classes of the run that is to draw, to which those of the set are matched by name
 * @throws Error naming what is wrong with the set; UsageError when no class has fewer images
 */
export async function findGaps(place: string, to: number, known: KnownClasses): Promise<Gaps> {
  const { names } = known;
  const { listing, classified } = await readStudyPart(parsePart(place), 'the set', {
    classes: names.length,
    known,
    labelled: true,
  });
  const [fault] = [...listing.faults, ...classified.faults.map(({ message }) => `${place}: ${message}`)];
  if (fault !== undefined) throw new Error(fault);
  const { labels } = classified;
  const counts = _.countBy(labels);
  const sets = names.flatMap((name, label) => {
    const count = to - (counts[label] ?? to);
    return count > 0 ? [{ label, name, count }] : [];
  });
  if (sets.length === 0)
    throw new UsageError(
      `every class of ${place} has ${to} images or more already: there is nothing to fill`,
    );
  const all = { files: listing.files, paths: listing.paths, labels, classNames: names };
  return {
    images: labels.length,
    sets,
    lines: listing.layout === 'IDX' ? undefined : listLines(all, [...labels.keys()]),
  };
}
