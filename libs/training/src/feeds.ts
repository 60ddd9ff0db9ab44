import { DOMAINS, type Domain } from '@jiagu/config';
import type * as tf from '@tensorflow/tfjs-core';

/** An image as training sees it: mildly or strongly augmented. */
export type View = 'weak' | 'strong';

/**
 * Images of one domain in a step, each view [N, H, W, channels] in [-1, 1]. A view that the method does not declare
 * holds the same tensor as the other one.
 */
export type Images = Record<View, tf.Tensor4D>;

/** What a method reads from the source. */
export interface SourceFeed {
  /** The views to make. */
  readonly views: readonly [View, ...View[]];
  /** Whether batches contain the labels. */
  readonly labels: boolean;
}

/** What a method reads from the target. There is no option for its labels. */
export type TargetFeed = Pick<SourceFeed, 'views'>;

/** What a method reads from each domain; an absent domain is not loaded. */
export interface Feeds {
  readonly source?: SourceFeed;
  readonly target?: TargetFeed;
  /** true: image i of a batch of the target is the partner of image i of the source, augmented in the same way. */
  readonly paired?: boolean;
}

/** The input of a step: the domains and views that {@link Feeds} declares. It never contains labels of the target. */
export interface TrainingBatch {
  readonly source?: Images & { readonly labels?: tf.Tensor1D };
  readonly target?: Images;
}

/** A batch of the labelled source. */
export interface SourceBatch extends TrainingBatch {
  readonly source: Images & { readonly labels: tf.Tensor1D };
}

/** A batch of the labelled source and the unlabelled target. */
export interface AdaptationBatch extends SourceBatch {
  readonly target: Images;
}

/** The domains of a method's batches, the source first. */
export function fedDomains(feeds: Feeds): Domain[] {
  return DOMAINS.filter((domain) => feeds[domain]);
}

/** The tensors of a batch, each once, always in the same order. */
export function batchTensors(batch: TrainingBatch): tf.Tensor[] {
  const tensors = DOMAINS.flatMap((domain): (tf.Tensor | undefined)[] => {
    const images: TrainingBatch['source'] = batch[domain];
    return images ? [images.weak, images.strong, images.labels] : [];
  });
  return [...new Set(tensors)].filter((tensor) => tensor !== undefined);
}
