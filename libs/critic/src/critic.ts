import * as tf from '@tensorflow/tfjs-core';
import { Sequence } from './sequence.js';

/** Scores, and the gradient of their sum with respect to the images; an image's gradient is that of its own scores. */
export interface ScoresWithGradient {
  /** one or several an image */
  scores: tf.Tensor;
  /** [N, H, W, channels] */
  gradient: tf.Tensor4D;
}

/** Layers from images [N, H, W, channels] to scores, one or several an image. */
export class Critic extends Sequence {
  /** One forward and one backward pass, for use in a tidy; a tape that records it can differentiate both results. */
  scoreWithGradient(images: tf.Tensor4D, training: boolean): ScoresWithGradient {
    const { y: scores, adjoint } = this.trace(images, training);
    return { scores, gradient: adjoint(tf.onesLike(scores)) as tf.Tensor4D };
  }
}
