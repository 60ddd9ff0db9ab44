import type { DataConfig, DataPart, Domain } from '@jiagu/config';
import { type Dataset, ImageDataset } from './dataset.js';
import { domainData } from './domains.js';
import { ImageCache } from './image-cache.js';
import { isPacked, openPacked } from './packed/open-packed.js';
import { preparationOf } from './part-names.js';
import type { LeftOut, Listing } from './readers/listing.js';
import { readPart } from './readers/read-part.js';

/** Images that were named one by one, by folders, lists, IDX files or packed files. */
export interface NamedImages {
  /** What holds them, in the order in which they were named: a packed file's path, or the images of anything else. */
  readonly sets: readonly (string | Listing)[];
  /** What can't be read, each with the reason. */
  readonly failures: readonly string[];
  /** Files and folders below the named folders that are not read. */
  readonly leftOut: readonly LeftOut[];
}

/** How named images are to be understood. */
export interface NamedImagesOptions {
  readonly data: DataConfig;
  readonly domain: Domain;
  readonly classNames: readonly string[];
}

/**
 * Finds images as the parts of a configuration are found, but without labels: all images below a folder count, and a
 * list may consist of paths alone. A place that can't be read is listed among the failures; nothing is thrown.
 */
export async function findNamedImages(places: readonly DataPart[]): Promise<NamedImages> {
  const sets: (string | Listing)[] = [];
  const failures: string[] = [];
  const leftOut: LeftOut[] = [];
  for (const place of places)
    try {
      if (typeof place === 'string' && (await isPacked(place))) {
        sets.push(place);
        continue;
      }
      const listing = await readPart(place, undefined, { labelled: false });
      sets.push(listing);
      for (const fault of listing.faults) failures.push(fault);
      for (const file of listing.leftOut ?? []) leftOut.push(file);
    } catch (error) {
      failures.push(error instanceof Error ? error.message : String(error));
    }
  return { sets, failures, leftOut };
}

/**
 * Opens named images as one data set without labels, prepared like those of a domain. A packed file contributes the
 * domain's training and test images.
 * @throws Error when a packed file is damaged or was packed with other settings
 */
export async function openNamedImages(
  { sets }: Pick<NamedImages, 'sets'>,
  { data, domain, classNames }: NamedImagesOptions,
): Promise<Dataset> {
  const name = domain;
  const preparation = preparationOf(data, `${domain}.test`);
  const cache = new ImageCache(data.cacheMegabytes);
  const datasets: Dataset[] = [];
  for (const set of sets)
    if (typeof set === 'string') {
      const packed = await openPacked({ ...data, packed: set });
      const parts = packed && domainData(packed, domain);
      if (parts) datasets.push(parts.train, parts.test);
    } else {
      const labels = new Int32Array(set.files.length).fill(-1);
      datasets.push(
        new ImageDataset({ name, classNames, ...preparation, balanced: false, listing: set, labels, cache }),
      );
    }
  return join(datasets, { name, classNames, ...preparation });
}

/** Data sets one after the other, without labels. */
function join(
  datasets: readonly Dataset[],
  shape: Pick<Dataset, 'name' | 'classNames' | 'channels' | 'resizeTo'>,
): Dataset {
  const places = datasets.flatMap((dataset) =>
    Array.from({ length: dataset.length }, (_, i) => ({ dataset, i })),
  );
  const at = (i: number) => {
    const place = places[i];
    if (!place) throw new RangeError(`${shape.name}: no image ${i} among ${places.length}`);
    return place;
  };
  return {
    ...shape,
    files: datasets.flatMap(({ files }) => files),
    labels: new Int32Array(places.length).fill(-1),
    length: places.length,
    read: async (n) => {
      const { dataset, i } = at(n);
      return dataset.read(i);
    },
    origin: (n) => {
      const { dataset, i } = at(n);
      return dataset.origin(i);
    },
  };
}
