import * as tf from '@tensorflow/tfjs-core';
import { leastSquares } from '../adversarial.js';
import type { AdversarialLoss } from './adversarial-loss.js';

/**
 * Mao 2017: the critic's loss is the mean of those of real images against `realLabel` and of generated ones against 0,
 * as in CycleGAN; the generator's is that of generated images against 1.
 */
export const leastSquaresLoss = (realLabel: number): AdversarialLoss => ({
  critic: (real, fake) => tf.mul(tf.add(leastSquares(real, realLabel), leastSquares(fake, 0)), 0.5),
  generator: (fake) => leastSquares(fake, 1),
});
