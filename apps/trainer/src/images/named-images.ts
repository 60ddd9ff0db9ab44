import { parsePart, type DataConfig, type Domain } from '@jiagu/config';
import {
  countLeftOut,
  findNamedImages,
  openNamedImages,
  readableImages,
  type Dataset,
  type NamedImages,
} from '@jiagu/data';
import { subset } from '@jiagu/evaluation';
import { note } from '../command-line/output.js';
import { UsageError } from '../command-line/usage-error.js';

/** At most this many failures are listed. */
const TOLD = 100;

/**
 * Finds the images that a command line names: single images, folders with all their subfolders, lists, IDX files and
 * packed files.
 * @throws UsageError with the reasons when nothing is found
 */
export async function findImages(places: readonly string[]): Promise<NamedImages> {
  const found = await findNamedImages(places.map(parsePart));
  if (found.leftOut.length > 0) note(`left out: ${countLeftOut(found.leftOut)}`);
  if (found.sets.length === 0) throw new UsageError(found.failures.join('\n'));
  return found;
}

/**
 * Opens those of the images that can be read, prepared like the images of a domain.
 * @returns the images, and the problems with the others and with places that were not found
 */
export async function openReadable(
  found: NamedImages,
  options: { data: DataConfig; domain: Domain; classNames: readonly string[] },
): Promise<{ dataset: Dataset; failures: string[] }> {
  const all = await openNamedImages(found, options);
  const { indices, failures } = await readableImages(all);
  return { dataset: subset(all, indices), failures: [...found.failures, ...failures] };
}

/** Reports what could not be read, after everything else is written. @throws Error when there are failures */
export function refuseFailures(failures: readonly string[]): void {
  if (failures.length === 0) return;
  const more = failures.length > TOLD ? [`... and ${failures.length - TOLD} more`] : [];
  const told = [`could not be read (${failures.length}):`, ...failures.slice(0, TOLD), ...more];
  throw new Error(told.join('\n  '));
}
