import type * as tf from '@tensorflow/tfjs-core';
import type { FeatureDiscriminator } from '@jiagu/feature-discriminator';
import type { Recognition } from '../backbone-method/backbone-networks.js';

/** A network that tells the domains apart, behind a reversed gradient: what precedes it learns to prevent that. */
export interface Adversary {
  readonly discriminator: FeatureDiscriminator;
  /**
   * How well it tells them: binary cross-entropy, source 1, target 0, both halves counting the same.
   * @param coefficient of the reversed gradient
   */
  loss(source: Recognition, target: Recognition, coefficient: tf.Scalar): tf.Scalar;
}

/** Training mode: dropout in the discriminator. */
export const training = { training: true, domain: null } as const;
