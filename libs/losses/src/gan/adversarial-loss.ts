import type * as tf from '@tensorflow/tfjs-core';

/** What critic and generator minimise, both from the critic's raw answers: logits, scores or energies. */
export interface AdversarialLoss {
  /** @param fake answers to generated images that are detached from their generator */
  critic(real: tf.Tensor, fake: tf.Tensor): tf.Scalar;
  /** @param real answers to real images, of which only the relativistic loss takes notice */
  generator(fake: tf.Tensor, real: tf.Tensor): tf.Scalar;
}
