import type * as tf from '@tensorflow/tfjs-core';
import type { FeatureDiscriminator } from '@jiagu/feature-discriminator';
import type { Recognition } from '../backbone-method/backbone-networks.js';

/** Domain discriminator behind gradient reversal; the encoder learns to fool it. */
export interface Adversary {
  readonly discriminator: FeatureDiscriminator;
  /**
   * How well it tells them, source 1, target 0, both halves counting the same.
   * @param coefficient of the reversed gradient
   */
  judge(source: Recognition, target: Recognition, coefficient: tf.Scalar): Judgement;
}

/** Binary cross-entropy of a discriminator, and the share of features that it tells apart: 0.5 where it is fooled. */
export interface Judgement {
  readonly loss: tf.Scalar;
  readonly accuracy: tf.Scalar;
}
