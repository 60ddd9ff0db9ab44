import * as tf from '@tensorflow/tfjs-core';
import { Embedding, MappingNetwork, Module, pixelNorm, type HasClasses, type Initializer } from '@jiagu/nn';
import type { RandomStream } from '@jiagu/random';
import type { Trace } from './critic-layer.js';
import { FullyConnected } from './fully-connected.js';
import { SpectralNorm } from './spectral-norm.js';

/** A score of how well features match a class. */
export abstract class Projection extends Module implements HasClasses {
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

  abstract renumberClasses(order: readonly number[]): void;
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

  override renumberClasses(order: readonly number[]): void {
    this.embedding.renumberClasses(order);
    this.spectral?.reorderOutputs(order);
  }
}

/**
 * The projection of StyleGAN2-ADA (Karras 2020): the inner product of linearly mapped features and the output of a
 * mapping network for the normalised embedding of the class, divided by the square root of their length.
 */
export class MappedProjection extends Projection {
  readonly linear: FullyConnected;
  readonly embedding: Embedding;
  readonly mapping: MappingNetwork;
  private readonly width: number;

  constructor(
    classes: number,
    features: number,
    mapping: { layers: number; width: number; rate: number },
    random: RandomStream,
  ) {
    super();
    this.width = mapping.width;
    this.linear = new FullyConnected(features, this.width, { equalised: true }, random);
    this.embedding = new Embedding(classes, this.width, random);
    this.mapping = new MappingNetwork(this.width, mapping, random);
  }

  override trace(
    features: tf.Tensor2D,
    labels: tf.Tensor1D,
    training: boolean,
  ): Trace<tf.Tensor2D, tf.Tensor2D> {
    const linear = this.linear.trace(features, training);
    const mapped = this.mapping.forward(pixelNorm(this.embedding.forward(labels)));
    const ofEach = tf.div<tf.Tensor2D>(mapped, Math.sqrt(this.width));
    return {
      y: tf.sum(tf.mul(linear.y, ofEach), 1, true),
      adjoint: (dy) => linear.adjoint(tf.mul(ofEach, dy)),
    };
  }

  override renumberClasses(order: readonly number[]): void {
    this.embedding.renumberClasses(order);
  }
}
