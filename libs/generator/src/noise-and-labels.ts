import * as tf from '@tensorflow/tfjs-core';
import { Embedding, Module } from '@jiagu/nn';
import type { RandomStream } from '@jiagu/random';

/**
 * The input of a generator: noise, joined where asked for with an embedding of the wanted class of length `classes`.
 */
export class NoiseAndLabels extends Module {
  readonly embedding: Embedding | null;
  /** length of what {@link forward} returns */
  readonly length: number;

  /** @param joined whether to join the class to the noise */
  constructor(latent: number, classes: number, joined: boolean, random: RandomStream) {
    super();
    this.embedding = joined ? new Embedding(classes, classes, random) : null;
    this.length = joined ? latent + classes : latent;
  }

  /**
   * @param noise [N, latent]
   * @param labels [N]; not null where the class is joined
   * @returns [N, length]
   */
  forward(noise: tf.Tensor2D, labels: tf.Tensor1D | null): tf.Tensor2D {
    return this.embedding && labels ? tf.concat([noise, this.embedding.forward(labels)], 1) : noise;
  }
}
