import * as tf from '@tensorflow/tfjs-core';
import { leastSquares } from '../adversarial.js';
import type { AdversarialLoss } from './adversarial-loss.js';

/** Mao 2017, the critic's half and half of both kinds, as CycleGAN has it; generated images are to get 0 or 1. */
export const leastSquaresLoss = (realLabel: number): AdversarialLoss => ({
  critic: (real, fake) => tf.mul(tf.add(leastSquares(real, realLabel), leastSquares(fake, 0)), 0.5),
  generator: (fake) => leastSquares(fake, 1),
});
