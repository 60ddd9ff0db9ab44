import * as tf from '@tensorflow/tfjs-core';
import type { AdversarialConfig } from '@jiagu/config';
import { FeatureDiscriminator } from '@jiagu/feature-discriminator';
import { adversarialBce, entropyWeights, gradientReversal, multilinearMap } from '@jiagu/losses';
import type { RandomStreams } from '@jiagu/random';
import type { Recognition } from '../backbone-method/backbone-networks.js';
import { training, type Adversary } from './adversary.js';

/**
 * CDAN (Long 2018): the adversary sees the outer product of feature and prediction.
 * @param entropy CDAN+E: images count by how surely they are classified, within their domain
 */
export function cdan(
  { features, classes, entropy }: { features: number; classes: number; entropy: boolean },
  { discriminator }: AdversarialConfig,
  random: RandomStreams,
): Adversary {
  const network = new FeatureDiscriminator(
    { input: features * classes, ...discriminator },
    random.stream('init'),
    random.stream('dropout'),
  );
  const half = ({ feature, logits }: Recognition, answer: 0 | 1, coefficient: tf.Scalar): tf.Scalar => {
    const seen = multilinearMap(gradientReversal(feature, coefficient), logits);
    const weights = entropy ? entropyWeights(logits, (h) => gradientReversal(h, coefficient)) : undefined;
    return adversarialBce(network.forward(seen, training), answer, weights);
  };
  return {
    discriminator: network,
    loss: (source, target, coefficient) =>
      tf.mul(tf.add(half(source, 1, coefficient), half(target, 0, coefficient)), 0.5),
  };
}
