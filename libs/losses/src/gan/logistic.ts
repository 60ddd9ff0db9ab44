import * as tf from '@tensorflow/tfjs-core';
import { adversarialBce } from '../adversarial.js';
import type { AdversarialLoss } from './adversarial-loss.js';

/**
 * Both losses of Goodfellow 2014, of logits. The critic's is the binary cross-entropy of real images against
 * `realLabel` plus that of generated ones against 0.
 */
function criticLoss(realLabel: number): AdversarialLoss['critic'] {
  return (real, fake) => {
    const one = adversarialBce(real, 1);
    const answered =
      realLabel === 1 ? one : tf.add(tf.mul(one, realLabel), tf.mul(adversarialBce(real, 0), 1 - realLabel));
    return tf.add(answered, adversarialBce(fake, 0));
  };
}

/** The generator minimises E log(1 - D(G(z))), whose gradient vanishes where the critic is confident. */
export const minimaxLoss = (realLabel: number): AdversarialLoss => ({
  critic: criticLoss(realLabel),
  generator: (fake) => tf.neg(adversarialBce(fake, 0)),
});

/** The generator minimises -E log D(G(z)). */
export const nonSaturatingLoss = (realLabel: number): AdversarialLoss => ({
  critic: criticLoss(realLabel),
  generator: (fake) => adversarialBce(fake, 1),
});
