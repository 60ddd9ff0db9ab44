import type { DataConfig } from '@jiagu/config';
import type { Dataset } from './dataset.js';
import { ImageCache } from './image-cache.js';
import { openDataset } from './open-dataset.js';

/** The four parts of a study. */
export interface Domains {
  readonly source: { readonly train: Dataset; readonly test: Dataset };
  readonly target: { readonly train: Dataset; readonly test: Dataset };
  /** As the source's training part names them; all parts agree. */
  readonly classNames: readonly string[];
}

/**
 * Opens every part of a data configuration. The source's training part names the classes, and the parts share
 * one budget of memory for decoded images.
 * @throws Error naming part, folder, file or line
 */
export async function openDomains(config: DataConfig): Promise<Domains> {
  const { classes, channels } = config;
  const shared = {
    classes,
    channels,
    resizeTo: config.resizeTo ?? config.imageSize,
    cache: new ImageCache(config.cacheMegabytes),
  };
  const first = await openDataset(config.source.train, { ...shared, name: 'source.train' });
  const { classNames } = first;
  return {
    source: {
      train: first,
      test: await openDataset(config.source.test, { ...shared, classNames, name: 'source.test' }),
    },
    target: {
      train: await openDataset(config.target.train, { ...shared, classNames, name: 'target.train' }),
      test: await openDataset(config.target.test, { ...shared, classNames, name: 'target.test' }),
    },
    classNames,
  };
}
