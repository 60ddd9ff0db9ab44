import type { DataConfig } from '@jiagu/config';
import type { Dataset } from './dataset.js';
import { ImageCache } from './image-cache.js';
import { openDataset } from './open-dataset.js';
import { openPacked } from './packed/open-packed.js';
import { domainOf, type PartName, partOf, preparationOf } from './part-names.js';
import { configuredClasses, type KnownClasses } from './readers/classify-listing.js';

/** The four parts of a study. */
export interface Domains {
  readonly source: { readonly train: Dataset; readonly test: Dataset };
  readonly target: { readonly train: Dataset; readonly test: Dataset };
  /** As the configuration or the source's training part names them; all parts agree. */
  readonly classNames: readonly string[];
}

/** What must be known of the data. */
export interface DomainOptions {
  /**
   * What a run calls its classes: the parts are matched to them by name. Absent: the configuration or the source's
   * training part names them.
   */
  readonly known?: KnownClasses;
}

/**
 * Opens every part of a data configuration: from the packed file where there is one, else from the images. The
 * parts share one budget of memory for decoded images.
 * @throws Error naming part, folder, file or line
 */
export async function openDomains(config: DataConfig, options: DomainOptions = {}): Promise<Domains> {
  return (await openPacked(config, options.known)) ?? openImages(config, options);
}

/** Opens every part from its images. */
export async function openImages(
  config: DataConfig,
  { known = configuredClasses(config) }: DomainOptions = {},
) {
  const cache = new ImageCache(config.cacheMegabytes);
  const first = await openImagePart(config, 'source.train', { known, cache });
  const { classNames } = first;
  const named = known ?? { names: classNames, whose: 'data.source.train' };
  const open = (name: PartName) => openImagePart(config, name, { known: named, cache });
  return {
    source: { train: first, test: await open('source.test') },
    target: { train: await open('target.train'), test: await open('target.test') },
    classNames,
  };
}

/**
 * Opens one part alone, from the packed file where there is one.
 * @param known names of the classes, to which the part is matched
 * @throws Error naming part, folder, file or line
 */
export async function openPart(config: DataConfig, name: PartName, known?: KnownClasses): Promise<Dataset> {
  const packed = await openPacked(config, known);
  return (
    packed?.[domainOf(name)][name.endsWith('train') ? 'train' : 'test'] ??
    openImagePart(config, name, { known })
  );
}

/** Opens one part from its images. */
export async function openImagePart(
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
