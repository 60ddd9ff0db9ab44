import * as tf from '@tensorflow/tfjs-core';
import { Linear, Module } from '@jiagu/nn';
import type { RandomStream } from '@jiagu/random';
import { classVectors } from '../with-classes.js';

/** Frequencies of sines and cosines: from 1000 radians over the whole time down by almost this factor. */
const [FASTEST, SPAN] = [1000, 10_000];

/** Sines and cosines of times of 0 .. 1 (Vaswani 2017): [N] -> [N, 2 frequencies]. */
export const waves = (time: tf.Tensor1D, frequencies: number): tf.Tensor2D =>
  tf.tidy(() => {
    const rates = Array.from({ length: frequencies }, (_, i) => FASTEST * SPAN ** (-i / frequencies));
    const angles: tf.Tensor2D = tf.matMul(tf.reshape(time, [-1, 1]), tf.tensor2d(rates, [1, frequencies]));
    return tf.concat([tf.sin(angles), tf.cos(angles)], 1);
  });

/** x sigmoid(x). */
const silu = (x: tf.Tensor2D): tf.Tensor2D => tf.mul(x, tf.sigmoid(x));

/** Embeds the time, and the class where there is one, in a vector that conditions every block. */
export class Embedding extends Module {
  readonly first: Linear;
  readonly second: Linear;
  readonly ofClass: Linear | null;

  /** @param classes 0: none */
  constructor(
    private readonly width: number,
    private readonly classes: number,
    random: RandomStream,
  ) {
    super();
    this.first = new Linear(2 * width, 4 * width, 'torch', random);
    this.second = new Linear(4 * width, this.length, 'torch', random);
    this.ofClass = classes > 0 ? new Linear(classes, this.length, 'torch', random) : null;
  }

  /** Length of the vector. */
  get length(): number {
    return 4 * this.width;
  }

  /**
   * @param time [N], 0 .. 1
   * @param labels [N]; null exactly where there are no classes
   * @returns [N, length]
   */
  forward(time: tf.Tensor1D, labels: tf.Tensor1D | null): tf.Tensor2D {
    const ofTime = this.second.forward(silu(this.first.forward(waves(time, this.width))));
    if (!this.ofClass || !labels) return silu(ofTime);
    return silu(tf.add(ofTime, this.ofClass.forward(classVectors(labels, this.classes))));
  }
}
