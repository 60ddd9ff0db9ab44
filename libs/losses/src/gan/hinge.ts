import * as tf from '@tensorflow/tfjs-core';
import type { AdversarialLoss } from './adversarial-loss.js';

/** Lim 2017: the critic stops at a margin of 1 on either side; the generator's loss, -E D(G(z)), has no bound. */
export const hingeLoss: AdversarialLoss = {
  critic: (real, fake) =>
    tf.add(tf.mean(tf.relu(tf.sub(1, real))), tf.mean<tf.Scalar>(tf.relu(tf.add(1, fake)))),
  generator: (fake) => tf.neg(tf.mean(fake)),
};
