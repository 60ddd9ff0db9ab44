import type * as tf from '@tensorflow/tfjs-core';

/** Networks that draw images from noise, in evaluation mode. */
export interface Generator {
  /** Length of a noise vector; its entries are drawn from N(0, 1). */
  readonly latent: number;
  /** Number of classes that can be asked for; 0 without a condition. */
  readonly classes: number;

  /**
   * Draws an image for each noise vector.
   * @param noise [N, latent]
   * @param labels [N], the wanted classes, integers from 0; given exactly where there are classes
   * @returns [N, H, W, channels] in [-1, 1], disposed by the caller
   */
  draw(noise: tf.Tensor2D, labels?: tf.Tensor1D): tf.Tensor4D;
}
