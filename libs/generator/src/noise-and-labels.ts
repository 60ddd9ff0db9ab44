import * as tf from '@tensorflow/tfjs-core';
import { Embedding, Module } from '@jiagu/nn';
import type { RandomStream } from '@jiagu/random';

/** What enters a generator: noise, and beside it, where asked for, an embedding of the wanted class as long as there are classes. */
export class NoiseAndLabels extends Module {
  readonly embedding: Embedding | null;
  /** length of what {@link forward} returns */
  readonly length: number;

  /** @param joined whether the class stands beside the noise */
  constructor(latent: number, classes: number, joined: boolean, random: RandomStream) {
    super();
    this.embedding = joined ? new Embedding(classes, classes, random) : null;
    this.length = joined ? latent + classes : latent;
  }

  /**
   * @param noise [N, latent]
   * @returns [N, length]
   */
  forward(noise: tf.Tensor2D, labels: tf.Tensor1D | null): tf.Tensor2D {
    return this.embedding && labels ? tf.concat([noise, this.embedding.forward(labels)], 1) : noise;
  }
}
