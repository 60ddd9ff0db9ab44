import * as tf from '@tensorflow/tfjs-core';
import { Buffer, Module, noGrad, reorder, type HasClasses } from '@jiagu/nn';

/** Weight of a batch in the running shares, which average over about a hundred batches. */
const MOMENTUM = 0.01;

/**
 * Distribution alignment (Berthelot 2020, ReMixMatch, section 3.1) for sources whose classes are equally frequent: the
 * predictions on target images are divided by a moving average of how often each class was predicted, so that
 * pseudo-labels don't concentrate on the classes that are easy to recognise.
 */
export class DistributionAlignment extends Module implements HasClasses {
  /** moving average of the predictions [classes] */
  readonly running_share: Buffer;

  constructor(classes: number) {
    super();
    this.running_share = new Buffer(tf.fill([classes], 1 / classes));
  }

  renumberClasses(order: readonly number[]): void {
    reorder(this.running_share, order, 0);
  }

  /**
   * Adds a batch to the running shares and aligns its predictions.
   * @param logits class scores of target images [N, classes]
   * @returns scores [N, classes] whose softmax is softmax(logits) divided by the running shares, normalised; no
   *   gradient flows into `logits`
   */
  forward(logits: tf.Tensor2D): tf.Tensor2D {
    return noGrad(() =>
      tf.tidy(() => {
        const ofBatch = tf.mean(tf.softmax(logits), 0);
        const share = tf.add(tf.mul(this.running_share.value, 1 - MOMENTUM), tf.mul(ofBatch, MOMENTUM));
        this.running_share.assign(share);
        return tf.sub<tf.Tensor2D>(logits, tf.log(share));
      }),
    );
  }
}
