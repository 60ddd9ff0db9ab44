import { DOMAINS, type DataConfig, type Domain, type StudyPart } from '@jiagu/config';
import type { Dataset, ImageDataset } from './dataset.js';
import type { DomainData, Domains, TestDomains } from './domains.js';
import { ImageCache } from './image-cache.js';
import { openDataset } from './open-dataset.js';
import { openPacked } from './packed/open-packed.js';
import { domainOf, needsLabels, partOf, preparationOf, type PartName } from './part-names.js';
import { configuredClasses, type KnownClasses } from './readers/classify-listing.js';

/** What the caller knows of the data. */
export interface DomainOptions {
  /** Whether images need labels, those of the target's training part excepted; default: true. */
  readonly labels?: boolean;
  /**
   * The names that a run gave its classes, which the parts are matched to. Absent: the configuration or the first part
   * names them.
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
  { labels = true, ...given }: DomainOptions = {},
): Promise<Domains<ImageDataset>> {
  const cache = new ImageCache(config.cacheMegabytes);
  let known = given.known ?? configuredClasses(config);
  const opened: Partial<Record<Domain, DomainData<ImageDataset>>> = {};
  for (const domain of DOMAINS) {
    const parts = config[domain];
    if (!parts) continue;
    const open = (name: PartName, part: StudyPart) =>
      openImagePart(config, name, part, {
        known,
        cache,
        labelled: labels && needsLabels(name),
      });
    const train = await open(`${domain}.train`, parts.train);
    known ??= { names: train.classNames, whose: `data.${domain}.train` };
    opened[domain] = { train, test: await open(`${domain}.test`, parts.test) };
  }
  return { ...opened, classNames: known?.names ?? [] };
}

/**
 * Opens one part alone, from the packed file where there is one.
 * @param known names of the classes, to which the part is matched
 * @param labels whether labels are needed, as {@link DomainOptions}
 * @returns undefined where the configuration leaves the domain out
 * @throws Error naming part, folder, file or line
 */
export async function openPart(
  config: DataConfig,
  name: PartName,
  known: KnownClasses,
  { labels = true }: Pick<DomainOptions, 'labels'> = {},
): Promise<Dataset | undefined> {
  const part = partOf(config, name);
  if (part === undefined) return undefined;
  const packed = (await openPacked(config, known))?.[domainOf(name)];
  const labelled = labels && needsLabels(name);
  return (
    packed?.[name.endsWith('train') ? 'train' : 'test'] ??
    openImagePart(config, name, part, { known, labelled })
  );
}

/**
 * Opens test parts alone.
 * @param known names of the classes, to which the parts are matched
 * @param options.domains those that are wanted; one that the configuration leaves out stays absent
 * @param options.labels whether labels are needed, as {@link DomainOptions}
 * @throws Error naming part, folder, file or line
 */
export async function openTests(
  config: DataConfig,
  known: KnownClasses,
  {
    domains = DOMAINS,
    labels,
  }: { readonly domains?: readonly Domain[] } & Pick<DomainOptions, 'labels'> = {},
): Promise<TestDomains> {
  const opened: Partial<Record<Domain, Pick<DomainData, 'test'>>> = {};
  for (const domain of domains) {
    const test = await openPart(config, `${domain}.test`, known, { labels });
    if (test) opened[domain] = { test };
  }
  return { ...opened, classNames: known.names };
}

/** Opens one part from its images. */
async function openImagePart(
  config: DataConfig,
  name: PartName,
  part: StudyPart,
  { known, cache, labelled }: { known?: KnownClasses; cache?: ImageCache; labelled: boolean },
): Promise<ImageDataset> {
  return openDataset(part, {
    name,
    classes: config.classes,
    ...preparationOf(config, name),
    known,
    labelled,
    balanced: name === 'source.train' && config.balanced,
    cache,
  });
}
