import type * as tf from '@tensorflow/tfjs-core';
import type { FlowConfig, VaeConfig } from '@jiagu/config';
import type { Feeds, TrainingBatch } from '@jiagu/training';

/** The images and labels that a method of one domain takes from a batch. */
export interface OneDomain {
  readonly feeds: Feeds;
  /** Classes that it is conditioned on; 0: none. */
  readonly classes: number;
  /** [N, H, W, channels] in [-1, 1] */
  images(batch: TrainingBatch): tf.Tensor4D;
  /** [N]; null where {@link classes} is 0. */
  labels(batch: TrainingBatch): tf.Tensor1D | null;
}

/**
 * Access to the domain that a method is configured for.
 * @param classes of the source
 */
export function oneDomain(method: VaeConfig | FlowConfig, classes: number): OneDomain {
  const { domain } = method;
  const conditional = method.domain === 'source' && method.conditional;
  return {
    feeds:
      domain === 'source'
        ? { source: { views: ['weak'], labels: conditional } }
        : { target: { views: ['weak'] } },
    classes: conditional ? classes : 0,
    images: (batch) => present(batch[domain]?.weak, `images of the ${domain}`),
    labels: ({ source }) => (conditional ? present(source?.labels, 'labels of the source') : null),
  };
}

function present<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`the batch has no ${what}`);
  return value;
}
