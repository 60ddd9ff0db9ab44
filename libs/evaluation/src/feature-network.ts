import type { FeatureName } from '@jiagu/generation-metrics';
import type * as tf from '@tensorflow/tfjs-core';

/** What is seen of a batch of images; disposed by the caller. */
export interface SeenBatch {
  /** [N, d] */
  readonly features: tf.Tensor2D;
  /** class scores [N, classes]; absent where the network knows no classes */
  readonly logits?: tf.Tensor2D;
}

/** What makes numbers of images, in which generated ones are held against real ones. */
export interface FeatureNetwork {
  readonly name: FeatureName;
  /** of its class scores, in their order; absent where there are none, or they are not classes of characters */
  readonly classNames?: readonly string[];
  /** Sees images [N, H, W, channels] in [-1, 1]. */
  see(images: tf.Tensor4D): SeenBatch;
  /** Frees the networks. */
  dispose(): void;
}
