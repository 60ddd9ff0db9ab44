import { BatchLoader } from '@jiagu/data';
import type { TrainerParts } from './trainer.js';

/** What gives a training its batches, from the first on; to be closed by the caller. */
export function trainingLoaders({
  config,
  method,
  domains,
  random,
}: Pick<TrainerParts, 'config' | 'method' | 'domains' | 'random'>): Record<
  'source' | 'target',
  BatchLoader<string>
> {
  const loader = (domain: 'source' | 'target'): BatchLoader<string> =>
    new BatchLoader({
      dataset: domains[domain].train,
      views: Object.fromEntries(
        method.views[domain].map((view) => [view, config.data.augmentation[domain][view]]),
      ),
      imageSize: config.data.imageSize,
      order: random.stream(`data.${domain}`),
      augment: random.stream(`augment.${domain}`),
      batchSize: (step) => config.training.batchSize * method.phase(step).batchFactor,
    });
  return { source: loader('source'), target: loader('target') };
}
