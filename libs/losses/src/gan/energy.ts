import * as tf from '@tensorflow/tfjs-core';
import type { AdversarialLoss } from './adversarial-loss.js';

/**
 * Zhao 2017 (EBGAN), for non-negative energies such as an auto-encoder's error of each sample. The critic lowers the
 * energies of real images and raises those of generated ones, sample by sample, up to the margin.
 */
export const energyLoss = (margin: number): AdversarialLoss => ({
  critic: (real, fake) => tf.add(tf.mean(real), tf.mean<tf.Scalar>(tf.relu(tf.sub(margin, fake)))),
  generator: (fake) => tf.mean(fake),
});
