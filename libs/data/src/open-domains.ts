import type { DataConfig } from '@jiagu/config';
import type { Dataset } from './dataset.js';
import { ImageCache } from './image-cache.js';
import { openDataset } from './open-dataset.js';
import { openPacked } from './packed/open-packed.js';
import { type PartName, partOf, preparationOf } from './part-names.js';
import { configuredClasses, type KnownClasses } from './readers/classify-listing.js';

/** The four parts of a study. */
export interface Domains {
  readonly source: { readonly train: Dataset; readonly test: Dataset };
  readonly target: { readonly train: Dataset; readonly test: Dataset };
  /** As the configuration or the source's training part names them; all parts agree. */
  readonly classNames: readonly string[];
}

/**
 * Opens every part of a data configuration: from the packed file where there is one, else from the images. The
 * parts share one budget of memory for decoded images.
 * @param known what a run calls its classes: the parts are matched to them by name; absent: the configuration or the
 *   source's training part names them
 * @throws Error naming part, folder, file or line
 */
export async function openDomains(config: DataConfig, known?: KnownClasses): Promise<Domains> {
  return (await openPacked(config, known)) ?? openImages(config, known);
}

/** Opens every part from its images. */
export async function openImages(config: DataConfig, known = configuredClasses(config)) {
  const cache = new ImageCache(config.cacheMegabytes);
  const first = await openPart(config, 'source.train', { known, cache });
  const { classNames } = first;
  const named = known ?? { names: classNames, whose: 'data.source.train' };
  const open = (name: PartName) => openPart(config, name, { known: named, cache });
  return {
    source: { train: first, test: await open('source.test') },
    target: { train: await open('target.train'), test: await open('target.test') },
    classNames,
  };
}

/** Opens one part from its images. */
export async function openPart(
  config: DataConfig,
  name: PartName,
  { known, cache }: { known?: KnownClasses; cache?: ImageCache } = {},
) {
  return openDataset(partOf(config, name), {
    name,
    classes: config.classes,
    ...preparationOf(config, name),
    known,
    labelled: name !== 'target.train',
    balanced: name === 'source.train' && config.balanced,
    cache,
  });
}
