import * as tf from '@tensorflow/tfjs-core';
import type { RandomStream } from '@jiagu/random';
import { normal } from '../initializers.js';
import { Module } from '../module.js';
import { Parameter } from '../parameter.js';

/**
 * Appends to each sample how close it is to the others of its batch (Salimans 2016): for every kernel b, the sum over
 * the other samples j of exp(-|M_ib - M_jb|_1), with M = x T.
 */
export class MinibatchDiscrimination extends Module {
  /** [features, kernels, dimensions] */
  readonly T: Parameter;

  constructor(features: number, kernels: number, dimensions: number, random: RandomStream) {
    super();
    this.T = new Parameter(normal([features, kernels, dimensions], random));
  }

  /**
   * @param x [N, features]
   * @returns [N, features + kernels]
   */
  forward(x: tf.Tensor2D): tf.Tensor2D {
    const [features, kernels, dimensions] = this.T.value.shape as [number, number, number];
    const [count] = x.shape;
    return tf.tidy(() => {
      const projected = tf.matMul(x, tf.reshape(this.T.value, [features, kernels * dimensions]));
      const [left, right] = [
        tf.reshape(projected, [count, 1, kernels, dimensions]),
        tf.reshape(projected, [1, count, kernels, dimensions]),
      ];
      const closeness = tf.exp(tf.neg(tf.sum(tf.abs(tf.sub(left, right)), 3)));
      return tf.concat<tf.Tensor2D>([x, tf.sub(tf.sum(closeness, 1), 1)], 1);
    });
  }
}
