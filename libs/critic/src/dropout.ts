import * as tf from '@tensorflow/tfjs-core';
import { dropout } from '@jiagu/nn';
import type { RandomStream } from '@jiagu/random';
import { CriticLayer, type Trace } from './critic-layer.js';

/** In training, zeroes each value with a probability p and divides the others by 1 - p; the identity in evaluation. */
export class Dropout extends CriticLayer {
  constructor(
    private readonly probability: number,
    private readonly random: RandomStream,
  ) {
    super();
  }

  override trace(x: tf.Tensor, training: boolean): Trace {
    if (!training) return { y: x, adjoint: (dy) => dy };
    const mask = dropout(tf.onesLike(x), this.probability, this.random);
    return { y: tf.mul(x, mask), adjoint: (dy) => tf.mul(dy, mask) };
  }
}
