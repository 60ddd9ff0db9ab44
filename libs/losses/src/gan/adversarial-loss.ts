import type * as tf from '@tensorflow/tfjs-core';

/**
 * The losses that critic and generator minimise, computed from the critic's raw answers: logits, scores or energies.
 */
export interface AdversarialLoss {
  /** The critic's loss. @param fake answers to generated images, which are detached from their generator */
  critic(real: tf.Tensor, fake: tf.Tensor): tf.Scalar;
  /** The generator's loss. @param real answers to real images, which only the relativistic loss uses */
  generator(fake: tf.Tensor, real: tf.Tensor): tf.Scalar;
}
