import * as tf from '@tensorflow/tfjs-core';
import type { RandomStream } from '@jiagu/random';
import { normalOf, type Initializer } from '../initializers.js';
import { Module } from '../module.js';
import { Parameter } from '../parameter.js';
import { reorder, type HasClasses } from '../renumber-classes.js';

/** A vector for each class, [classes, features] in PyTorch's layout; by default from N(0, 1). */
export class Embedding extends Module implements HasClasses {
  readonly weight: Parameter;

  constructor(
    readonly classes: number,
    features: number,
    random: RandomStream,
    init: Initializer = normalOf(0, 1),
  ) {
    super();
    this.weight = new Parameter(init([features, classes], { in: classes, out: features }, random), 'linear');
  }

  /**
   * @param labels [N], integers from 0
   * @returns [N, features]
   */
  forward(labels: tf.Tensor1D): tf.Tensor2D {
    return tf.tidy(() => this.lookUp(labels, this.weight.value as tf.Tensor2D));
  }

  /** Looks labels up in another table [features, classes], such as the weight divided by its norm: [N, features]. */
  lookUp(labels: tf.Tensor1D, table: tf.Tensor2D): tf.Tensor2D {
    const places = tf.oneHot(tf.cast(labels, 'int32'), this.classes, 1, 0, 'float32') as tf.Tensor2D;
    return tf.matMul(places, table, false, true);
  }

  renumberClasses(order: readonly number[]): void {
    reorder(this.weight, order, 1);
  }
}
