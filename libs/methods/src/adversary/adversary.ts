import type { Module } from '@jiagu/nn';
import type * as tf from '@tensorflow/tfjs-core';
import type { Recognition } from '../backbone-method/backbone-networks.js';

/** A network behind gradient reversal; the encoder learns to spoil what it learns. */
export interface Adversary {
  readonly network: Module;
  /**
   * How well it does what it learns, on weak views of both domains.
   * @param coefficient of the reversed gradient
   */
  judge(source: Recognition, target: Recognition, coefficient: tf.Scalar): Judgement;
}

/** The loss that the network minimises and the encoder maximises, and what the log tells of it. */
export interface Judgement {
  readonly loss: tf.Scalar;
  readonly figures: Readonly<Record<string, tf.Scalar>>;
}

/**
 * Of a domain discriminator, source 1, target 0: its binary cross-entropy, both halves counting the same, and the share
 * of features that it tells apart, 0.5 where it is fooled.
 */
export const domainJudgement = (loss: tf.Scalar, accuracy: tf.Scalar): Judgement => ({
  loss,
  figures: { acc_adv: accuracy },
});
