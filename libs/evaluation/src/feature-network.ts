import type { FeatureName } from '@jiagu/generation-metrics';
import type * as tf from '@tensorflow/tfjs-core';

/** Features, and class scores, of a batch of images; disposed by the caller. */
export interface SeenBatch {
  /** [N, d] */
  readonly features: tf.Tensor2D;
  /** class scores [N, classes]; absent where the network knows no classes */
  readonly logits?: tf.Tensor2D;
}

/** Computes the features by which generated images are compared with real ones. */
export interface FeatureNetwork {
  readonly name: FeatureName;
  /** names of the class scores, in their order; absent without scores, or where they are not classes of characters */
  readonly classNames?: readonly string[];
  /** Computes features of images [N, H, W, channels] in [-1, 1]. */
  see(images: tf.Tensor4D): SeenBatch;
  /** Frees the networks. */
  dispose(): void;
}
