import type { Domain } from '@jiagu/config';
import { BatchLoader, domainData } from '@jiagu/data';
import { world } from '@jiagu/distributed';
import { fedDomains } from './feeds.js';
import type { TrainerParts } from './trainer-parts.js';

/** A loader for each domain that the method uses, the source first. */
export type Loaders = ReadonlyMap<Domain, BatchLoader<string>>;

/** Creates the loaders of a training, which start at its first batch. The caller closes them. */
export function trainingLoaders({
  config,
  method,
  domains,
  random,
}: Pick<TrainerParts, 'config' | 'method' | 'domains' | 'random'>): Loaders {
  const { rank, size } = world();
  const groups = (step: number): number => method.phase(step).batchFactor;
  const loader = (domain: Domain): BatchLoader<string> => {
    const views = method.feeds[domain]?.views ?? [];
    return new BatchLoader<string>({
      dataset: domainData(domains, domain).train,
      views: Object.fromEntries(views.map((view) => [view, config.data.augmentation[domain][view]])),
      imageSize: config.data.imageSize,
      order: random.stream(`data.${domain}`),
      augment: random.stream(`augment.${domain}`),
      batchSize: (step) => config.training.batchSize * groups(step),
      ...(size > 1 && { part: { rank, size, groups } }),
    });
  };
  return new Map(fedDomains(method.feeds).map((domain) => [domain, loader(domain)]));
}
