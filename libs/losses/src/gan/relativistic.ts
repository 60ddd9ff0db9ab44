import * as tf from '@tensorflow/tfjs-core';
import { adversarialBce } from '../adversarial.js';
import type { AdversarialLoss } from './adversarial-loss.js';

/**
 * Compares each real image with the generated one at the same position (Jolicoeur-Martineau 2019; R3GAN): the critic
 * learns to score the real one higher, the generator the opposite.
 * @throws Error when the shapes of the answers differ
 */
export const relativisticLoss: AdversarialLoss = {
  critic: (real, fake) => adversarialBce(difference(real, fake), 1),
  generator: (fake, real) => adversarialBce(difference(fake, real), 1),
};

function difference(a: tf.Tensor, b: tf.Tensor): tf.Tensor {
  tf.util.assertShapesMatch(a.shape, b.shape, 'relativistic loss, which compares pairs: ');
  return tf.sub(a, b);
}
