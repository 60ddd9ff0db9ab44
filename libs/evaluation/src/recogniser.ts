import type { Domain } from '@jiagu/config';
import type * as tf from '@tensorflow/tfjs-core';
import type { HasStatistics } from './estimate-statistics.js';

/** Networks that tell classes apart, in evaluation mode; tensors they return are disposed by the caller. */
export interface Recogniser extends HasStatistics {
  /**
   * The classifier's input for images [N, H, W, channels] in [-1, 1], with the domain's running statistics.
   * @returns [N, features]
   */
  features(images: tf.Tensor4D, domain: Domain): tf.Tensor2D;

  /**
   * What the classifier sees of each place of images [N, H, W, channels] in [-1, 1]; absent where features are no
   * average over places.
   * @returns [N, h, w, features], whose average over h and w is {@link features}
   */
  maps?(images: tf.Tensor4D, domain: Domain): tf.Tensor4D;

  /** Class scores [N, classes] of features [N, features]; affine. */
  classify(features: tf.Tensor2D): tf.Tensor2D;

  /** Class scores [N, classes] of images [N, H, W, channels] in [-1, 1]. */
  logits(images: tf.Tensor4D, domain: Domain): tf.Tensor2D;
}
