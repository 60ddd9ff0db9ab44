import type * as tf from '@tensorflow/tfjs-core';
import type { FeatureDiscriminator } from '@jiagu/feature-discriminator';
import type { Recognition } from '../backbone-method/backbone-networks.js';

/** A domain discriminator behind gradient reversal, which the encoder learns to fool. */
export interface Adversary {
  readonly discriminator: FeatureDiscriminator;
  /**
   * How well the discriminator tells source (1) from target (0), both domains weighted equally.
   * @param coefficient of the reversed gradient
   */
  judge(source: Recognition, target: Recognition, coefficient: tf.Scalar): Judgement;
}

/** Binary cross-entropy of a discriminator, and the share of features that it tells apart: 0.5 where it is fooled. */
export interface Judgement {
  readonly loss: tf.Scalar;
  readonly accuracy: tf.Scalar;
}
