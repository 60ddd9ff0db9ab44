import * as tf from '@tensorflow/tfjs-core';
import type { RandomStream } from '@jiagu/random';
import { Module } from '../module.js';
import { Buffer } from '../parameter.js';
import type { Pass } from '../pass.js';
import { normalise } from './batch-norm2d.js';
import { Embedding } from './embedding.js';

/**
 * Batch normalisation with a scale and offset for each class (Miyato 2018, cGAN-PD); the statistics are those of all
 * samples. Scales start from N(1, 0.02), offsets at 0.
 */
export class ConditionalBatchNorm2d extends Module {
  readonly running_mean: Buffer;
  readonly running_var: Buffer;
  /** [classes, 2 channels]: the scales, then the offsets */
  readonly embed: Embedding;

  constructor(
    private readonly channels: number,
    classes: number,
    random: RandomStream,
  ) {
    super();
    this.running_mean = new Buffer(tf.zeros([channels]));
    this.running_var = new Buffer(tf.ones([channels]));
    this.embed = new Embedding(classes, 2 * channels, random, ([rows = 0, columns = 0]) => {
      const values = Float32Array.from({ length: rows * columns }, (_, i) =>
        i < channels * columns ? random.normal(1, 0.02) : 0,
      );
      return tf.tensor2d(values, [rows, columns]);
    });
  }

  /**
   * @param x [N, H, W, channels]
   * @param labels [N], integers from 0
   */
  forward(x: tf.Tensor4D, pass: Pass, labels: tf.Tensor1D): tf.Tensor4D {
    return tf.tidy(() => {
      const style = tf.reshape(this.embed.forward(labels), [-1, 1, 1, 2 * this.channels]);
      const [scale, offset] = tf.split(style, 2, 3) as [tf.Tensor4D, tf.Tensor4D];
      const normalised = normalise(x, tf.ones([this.channels]), tf.zeros([this.channels]), pass, this);
      return tf.add(tf.mul(normalised, scale), offset);
    });
  }
}
