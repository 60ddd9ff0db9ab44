import { existsSync } from 'node:fs';
import { parsePart, type DataConfig, type Domain } from '@jiagu/config';
import {
  openDataset,
  openPart,
  PART_NAMES,
  preparationOf,
  readPart,
  type Dataset,
  type KnownClasses,
  type PartName,
} from '@jiagu/data';
import { UsageError } from '../command-line/usage-error.js';

/** The part of a run's data that a word on the command line names; undefined where it is a path. */
export const partNamed = (place: string): PartName | undefined =>
  existsSync(place) ? undefined : PART_NAMES.find((name) => name === place);

/**
 * Opens images with the labels that they have, prepared like those of a domain. Classes that all belong to the run
 * have its numbers, others their own.
 * @param place a path, or a part of the run's data
 * @throws UsageError where the run's data have no such part; Error naming what can't be read
 */
export async function openLabelled(
  place: string,
  { data, domain, known }: { data: DataConfig; domain: Domain; known: KnownClasses },
): Promise<Dataset> {
  const part = partNamed(place);
  if (part) {
    const found = await openPart(data, part, known, { labels: false });
    if (!found) throw new UsageError(`the data of the run have no part ${part}: name images by their path`);
    return found;
  }
  const where = parsePart(place);
  const { classNames = [] } = await readPart(where, place);
  const ofTheRun = classNames.every((name) => known.names.includes(name));
  return openDataset(where, {
    name: place,
    ...preparationOf(data, `${domain}.test`),
    ...(ofTheRun ? { known, classes: known.names.length } : { classes: classNames.length }),
    labelled: false,
  });
}
