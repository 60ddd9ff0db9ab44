import * as tf from '@tensorflow/tfjs-core';
import { Embedding, Module, type Initializer } from '@jiagu/nn';
import type { RandomStream } from '@jiagu/random';
import type { Trace } from './critic-layer.js';
import { SpectralNorm } from './spectral-norm.js';

/** How much features speak for a class. */
export abstract class Projection extends Module {
  /**
   * @param features [N, features]
   * @param labels [N], integers
   * @returns [N, 1]
   */
  abstract trace(
    features: tf.Tensor2D,
    labels: tf.Tensor1D,
    training: boolean,
  ): Trace<tf.Tensor2D, tf.Tensor2D>;
}

/** The inner product of features and an embedding of the class (Miyato 2018, cGAN-PD). */
export class InnerProduct extends Projection {
  readonly embedding: Embedding;
  readonly spectral: SpectralNorm | null;

  /** @param spectralNorm divide the embeddings by the spectral norm of all of them */
  constructor(
    classes: number,
    features: number,
    { spectralNorm, init }: { spectralNorm: boolean; init: Initializer },
    random: RandomStream,
  ) {
    super();
    this.embedding = new Embedding(classes, features, random, init);
    this.spectral = spectralNorm ? new SpectralNorm(this.embedding.weight, random) : null;
  }

  override trace(
    features: tf.Tensor2D,
    labels: tf.Tensor1D,
    training: boolean,
  ): Trace<tf.Tensor2D, tf.Tensor2D> {
    const { weight } = this.embedding;
    const table = this.spectral?.divide<tf.Tensor2D>(weight, training) ?? (weight.value as tf.Tensor2D);
    const ofEach = this.embedding.lookUp(labels, table);
    return {
      y: tf.sum(tf.mul(features, ofEach), 1, true),
      adjoint: (dy) => tf.mul(ofEach, dy),
    };
  }
}
