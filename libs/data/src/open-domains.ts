import { DOMAINS, type DataConfig, type DataPart, type Domain } from '@jiagu/config';
import type { ImageDataset } from './dataset.js';
import type { DomainData, Domains } from './domains.js';
import { ImageCache } from './image-cache.js';
import { openDataset } from './open-dataset.js';
import { openPacked } from './packed/open-packed.js';
import { preparationOf, type PartName } from './part-names.js';

/** What must be known of the data. */
export interface DomainOptions {
  /** Whether the source's training images need labels. */
  readonly sourceLabels?: boolean;
}

/**
 * Opens every part of a data configuration: from the packed file where there is one, else from the images. The
 * parts share one budget of memory for decoded images.
 * @throws Error naming part, folder, file or line
 */
export async function openDomains(config: DataConfig, options: DomainOptions = {}): Promise<Domains> {
  return (await openPacked(config)) ?? openImages(config, options);
}

/** Opens every part from its images. */
export async function openImages(
  config: DataConfig,
  { sourceLabels = true }: DomainOptions = {},
): Promise<Domains<ImageDataset>> {
  const cache = new ImageCache(config.cacheMegabytes);
  let classNames: readonly string[] | undefined = config.classNames;
  const opened: Partial<Record<Domain, DomainData<ImageDataset>>> = {};
  for (const domain of DOMAINS) {
    const parts = config[domain];
    if (!parts) continue;
    const open = (name: PartName, part: DataPart) =>
      openPart(config, name, part, {
        classNames,
        cache,
        labelled: name.endsWith('test') || (domain === 'source' && sourceLabels),
      });
    const train = await open(`${domain}.train`, parts.train);
    classNames ??= train.classNames;
    opened[domain] = { train, test: await open(`${domain}.test`, parts.test) };
  }
  return { ...opened, classNames: classNames ?? [] };
}

/** Opens one part from its images. */
export async function openPart(
  config: DataConfig,
  name: PartName,
  part: DataPart,
  {
    classNames,
    cache,
    labelled = name !== 'target.train',
  }: { classNames?: readonly string[]; cache?: ImageCache; labelled?: boolean } = {},
): Promise<ImageDataset> {
  return openDataset(part, {
    name,
    classes: config.classes,
    ...preparationOf(config, name),
    classNames,
    labelled,
    balanced: name === 'source.train' && config.balanced,
    cache,
  });
}
