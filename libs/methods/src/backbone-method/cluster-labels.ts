import { Buffer, Module, noGrad, reorder, type HasClasses } from '@jiagu/nn';
import * as tf from '@tensorflow/tfjs-core';
import type { Recognition } from './backbone-networks.js';

/** Below this weight a class has no centroid. */
const SMALLEST = 1e-8;

/**
 * SHOT's pseudo-labels (Liang 2020, eq. 4-6): a target image is of the class whose centroid is nearest by the cosine.
 * Centroids are means of features, first weighted by the predictions (eq. 4), then by the labels that these give (eq. 6);
 * features have a 1 appended and the length 1, as in the published code.
 *
 * The published code computes centroids once an epoch, of all target images. These are of the images of late, in the
 * training passes: sums that forget.
 */
export class ClusterLabels extends Module implements HasClasses {
  /** of features, weighted by predictions [classes, features + 1] */
  readonly soft_sum: Buffer;
  /** of these weights [classes] */
  readonly soft_weight: Buffer;
  /** the same, weighted by labels */
  readonly hard_sum: Buffer;
  readonly hard_weight: Buffer;

  /** @param memory steps after which an image counts 1/e */
  constructor(
    features: number,
    private readonly classes: number,
    private readonly memory: number,
  ) {
    super();
    this.soft_sum = new Buffer(tf.zeros([classes, features + 1]));
    this.soft_weight = new Buffer(tf.zeros([classes]));
    this.hard_sum = new Buffer(tf.zeros([classes, features + 1]));
    this.hard_weight = new Buffer(tf.zeros([classes]));
  }

  renumberClasses(order: readonly number[]): void {
    for (const kept of [this.soft_sum, this.soft_weight, this.hard_sum, this.hard_weight])
      reorder(kept, order, 0);
  }

  /**
   * Takes a batch into the centroids and labels it.
   * @returns class numbers, int32 [N]; no gradient flows
   */
  forward({ feature, logits }: Recognition): tf.Tensor1D {
    return noGrad(() =>
      tf.tidy(() => {
        const direction = unit(tf.concat([feature, tf.ones([feature.shape[0], 1])], 1));
        const first = this.nearest(direction, this.soft_sum, this.soft_weight, tf.softmax(logits));
        const weights = tf.cast(tf.oneHot(first, this.classes), 'float32') as tf.Tensor2D;
        return this.nearest(direction, this.hard_sum, this.hard_weight, weights);
      }),
    );
  }

  /** Adds the batch to sums and labels it by the centroids. */
  private nearest(direction: tf.Tensor2D, sum: Buffer, weight: Buffer, weights: tf.Tensor2D): tf.Tensor1D {
    const kept = Math.exp(-1 / this.memory);
    const sums = tf.add<tf.Tensor2D>(tf.mul(sum.value, kept), tf.matMul(weights, direction, true));
    const total = tf.add<tf.Tensor1D>(tf.mul(weight.value, kept), tf.sum(weights, 0));
    const likeness = tf.matMul(direction, unit(sums), false, true);
    const absent = tf.mul(tf.cast(tf.less(total, SMALLEST), 'float32'), -3);
    const labels = tf.argMax(tf.add(likeness, absent), 1) as tf.Tensor1D;
    sum.assign(sums);
    weight.assign(total);
    return labels;
  }
}

/** Rows of the length 1. */
const unit = (rows: tf.Tensor2D): tf.Tensor2D => tf.div(rows, tf.add(tf.norm(rows, 2, 1, true), SMALLEST));
