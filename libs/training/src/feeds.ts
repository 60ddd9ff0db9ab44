import { DOMAINS, type Domain } from '@jiagu/config';
import type * as tf from '@tensorflow/tfjs-core';

/** An image as training sees it: mildly or strongly augmented. */
export type View = 'weak' | 'strong';

/**
 * Images of one domain in a step, each view [N, H, W, channels] in [-1, 1]. A view that the method did not ask
 * for is the other one.
 */
export type Images = Record<View, tf.Tensor4D>;

/** What a method looks at in the source. */
export interface SourceFeed {
  /** Views that are made; no others are. */
  readonly views: readonly [View, ...View[]];
  /** Whether batches bring the labels. */
  readonly labels: boolean;
}

/** What a method looks at in the target. Its labels can't be asked for. */
export type TargetFeed = Pick<SourceFeed, 'views'>;

/** What a method looks at; a domain that is absent is not loaded. */
export interface Feeds {
  readonly source?: SourceFeed;
  readonly target?: TargetFeed;
}

/** What a step sees: the domains and views that {@link Feeds} declares. There is no place for labels of the target. */
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

/** The tensors of a batch, each once, always in one order. */
export function batchTensors(batch: TrainingBatch): tf.Tensor[] {
  const tensors = DOMAINS.flatMap((domain): (tf.Tensor | undefined)[] => {
    const images: TrainingBatch['source'] = batch[domain];
    return images ? [images.weak, images.strong, images.labels] : [];
  });
  return [...new Set(tensors)].filter((tensor) => tensor !== undefined);
}
