import type { DataConfig } from '@jiagu/config';
import type { Domains } from './domains.js';
import { ImageCache } from './image-cache.js';
import { openDataset } from './open-dataset.js';
import { openPacked } from './packed/open-packed.js';
import { type PartName, partOf, preparationOf } from './part-names.js';

/**
 * Opens every part of a data configuration: from the packed file where there is one, else from the images. The
 * parts share one budget of memory for decoded images.
 * @throws Error naming part, folder, file or line
 */
export async function openDomains(config: DataConfig): Promise<Domains> {
  return (await openPacked(config)) ?? openImages(config);
}

/** Opens every part from its images. */
export async function openImages(config: DataConfig) {
  const cache = new ImageCache(config.cacheMegabytes);
  const open = (name: PartName, classNames: readonly string[] | undefined = config.classNames) =>
    openPart(config, name, { classNames, cache });
  const first = await open('source.train');
  const { classNames } = first;
  return {
    source: { train: first, test: await open('source.test', classNames) },
    target: {
      train: await open('target.train', classNames),
      test: await open('target.test', classNames),
    },
    classNames,
  };
}

/** Opens one part from its images. */
export async function openPart(
  config: DataConfig,
  name: PartName,
  { classNames, cache }: { classNames?: readonly string[]; cache?: ImageCache } = {},
) {
  return openDataset(partOf(config, name), {
    name,
    classes: config.classes,
    ...preparationOf(config, name),
    classNames,
    labelled: name !== 'target.train',
    balanced: name === 'source.train' && config.balanced,
    cache,
  });
}
