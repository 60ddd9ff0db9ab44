import type { Domain } from '@jiagu/config';
import { BatchLoader, domainData, partnersOf } from '@jiagu/data';
import { world } from '@jiagu/distributed';
import { fedDomains } from './feeds.js';
import type { TrainerParts } from './trainer-parts.js';

/** A loader for each domain that the method uses, the source first. */
export type Loaders = ReadonlyMap<Domain, BatchLoader<string>>;

/**
 * Creates the loaders of a training, which start at its first batch. The caller closes them.
 * @throws Error naming an image without a partner, where the method asks for pairs
 */
export function trainingLoaders({
  config,
  method,
  domains,
  random,
}: Pick<TrainerParts, 'config' | 'method' | 'domains' | 'random'>): Loaders {
  const { rank, size } = world();
  const { paired = false } = method.feeds;
  const groups = (step: number): number => method.phase(step).batchFactor;
  const loader = (domain: Domain): BatchLoader<string> => {
    const views = method.feeds[domain]?.views ?? [];
    const { train } = domainData(domains, domain);
    // Partners are drawn and changed by the same random numbers.
    const stream = paired ? 'source' : domain;
    return new BatchLoader<string>({
      dataset: paired && domain === 'target' ? partnersOf(domainData(domains, 'source').train, train) : train,
      views: Object.fromEntries(views.map((view) => [view, config.data.augmentation[domain][view]])),
      imageSize: config.data.imageSize,
      order: random.stream(`data.${stream}`),
      augment: random.stream(`augment.${stream}`),
      batchSize: (step) => config.training.batchSize * groups(step),
      ...(size > 1 && { part: { rank, size, groups } }),
    });
  };
  return new Map(fedDomains(method.feeds).map((domain) => [domain, loader(domain)]));
}
