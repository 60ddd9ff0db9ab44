import * as tf from '@tensorflow/tfjs-core';
import { Embedding, Module } from '@jiagu/nn';
import type { RandomStream } from '@jiagu/random';
import type { Trace } from './critic-layer.js';
import { Flatten } from './flatten.js';

/** Joins an embedding of the class to an image. */
export abstract class LabelInput extends Module {
  abstract trace(images: tf.Tensor4D, labels: tf.Tensor1D): Trace<tf.Tensor, tf.Tensor4D>;
}

/** [N, H, W, C] -> [N, H, W, C + 1]: a learned picture of each class as a further channel. */
export class LabelChannel extends LabelInput {
  readonly embedding: Embedding;

  constructor(classes: number, imageSize: number, random: RandomStream) {
    super();
    this.embedding = new Embedding(classes, imageSize ** 2, random);
  }

  override trace(images: tf.Tensor4D, labels: tf.Tensor1D): Trace<tf.Tensor4D, tf.Tensor4D> {
    const [count, height, width] = images.shape;
    const picture: tf.Tensor4D = tf.reshape(this.embedding.forward(labels), [count, height, width, 1]);
    return {
      y: tf.concat([images, picture], 3),
      adjoint: (dy) => tf.slice(dy, [0, 0, 0, 0], images.shape),
    };
  }
}

/** [N, H, W, C] -> [N, C H W + classes]: the image as {@link Flatten} orders it, and a learned vector of its class. */
export class LabelVector extends LabelInput {
  readonly embedding: Embedding;

  constructor(classes: number, random: RandomStream) {
    super();
    this.embedding = new Embedding(classes, classes, random);
  }

  override trace(images: tf.Tensor4D, labels: tf.Tensor1D): Trace<tf.Tensor2D, tf.Tensor4D> {
    const flat = new Flatten().trace(images);
    return {
      y: tf.concat([flat.y, this.embedding.forward(labels)], 1),
      adjoint: (dy) => flat.adjoint(tf.slice(dy, [0, 0], flat.y.shape)),
    };
  }
}
