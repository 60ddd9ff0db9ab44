import type * as tf from '@tensorflow/tfjs-core';

/** A network that scores images by how real they look to it. */
export interface ImageCritic {
  /**
   * What a training step would be told of the images now; nothing learns from it, and no random stream moves on.
   * @param images [N, H, W, channels] in [-1, 1], of the full size
   * @param labels [N], given exactly where the generator beside it has classes
   * @returns raw scores: one an image, or one a patch
   */
  score(images: tf.Tensor4D, labels?: tf.Tensor1D): Float32Array;
}
