import * as tf from '@tensorflow/tfjs-core';
import { adversarialBce } from '../adversarial.js';
import type { AdversarialLoss } from './adversarial-loss.js';

/**
 * Each real image against the generated one at its place (Jolicoeur-Martineau 2019; R3GAN): the critic is to find
 * the real one more real, the generator's wish is the opposite.
 * @throws Error when there are not as many of both
 */
export const relativisticLoss: AdversarialLoss = {
  critic: (real, fake) => adversarialBce(difference(real, fake), 1),
  generator: (fake, real) => adversarialBce(difference(fake, real), 1),
};

function difference(a: tf.Tensor, b: tf.Tensor): tf.Tensor {
  tf.util.assertShapesMatch(a.shape, b.shape, 'relativistic loss, which compares pairs: ');
  return tf.sub(a, b);
}
