import * as tf from '@tensorflow/tfjs-core';
import type { AdversarialLoss } from './adversarial-loss.js';

/** Arjovsky 2017: the difference of mean scores. It estimates a distance only while the critic's slope is bounded. */
export const wassersteinLoss: AdversarialLoss = {
  critic: (real, fake) => tf.sub(tf.mean<tf.Scalar>(fake), tf.mean(real)),
  generator: (fake) => tf.neg(tf.mean(fake)),
};
