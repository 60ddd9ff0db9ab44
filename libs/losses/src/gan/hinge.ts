import * as tf from '@tensorflow/tfjs-core';
import type { AdversarialLoss } from './adversarial-loss.js';

/** Lim 2017: the critic's loss is 0 beyond a margin of 1 on either side; the generator's, -E D(G(z)), is unbounded. */
export const hingeLoss: AdversarialLoss = {
  critic: (real, fake) =>
    tf.add(tf.mean(tf.relu(tf.sub(1, real))), tf.mean<tf.Scalar>(tf.relu(tf.add(1, fake)))),
  generator: (fake) => tf.neg(tf.mean(fake)),
};
