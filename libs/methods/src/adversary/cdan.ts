import * as tf from '@tensorflow/tfjs-core';
import type { AdversarialConfig } from '@jiagu/config';
import { FeatureDiscriminator } from '@jiagu/feature-discriminator';
import {
  adversarialBce,
  discriminatorAccuracy,
  entropyWeights,
  gradientReversal,
  multilinearMap,
} from '@jiagu/losses';
import type { RandomStreams } from '@jiagu/random';
import type { Recognition } from '../backbone-method/backbone-networks.js';
import { untracked } from '../passes.js';
import { domainJudgement, type Adversary } from './adversary.js';

/**
 * CDAN (Long 2018): the adversary sees the outer product of features and predictions.
 * @param entropy CDAN+E: images are weighted by the confidence of their predictions, within their domain
 */
export function cdan(
  { features, classes, entropy }: { features: number; classes: number; entropy: boolean },
  { discriminator }: AdversarialConfig,
  random: RandomStreams,
): Adversary {
  const network = new FeatureDiscriminator(
    { input: features * classes, classes, ...discriminator },
    random.stream('init'),
    random.stream('dropout'),
  );
  const half = ({ feature, logits }: Recognition, answer: 0 | 1, coefficient: tf.Scalar) => {
    const seen = multilinearMap(gradientReversal(feature, coefficient), logits);
    const weights = entropy ? entropyWeights(logits, (h) => gradientReversal(h, coefficient)) : undefined;
    const scores = network.forward(seen, untracked);
    return { scores, loss: adversarialBce(scores, answer, weights) };
  };
  return {
    network,
    judge: (source, target, coefficient) => {
      const [s, t] = [half(source, 1, coefficient), half(target, 0, coefficient)];
      return domainJudgement(
        tf.mul(tf.add(s.loss, t.loss), 0.5),
        discriminatorAccuracy(s.scores, t.scores, discriminator.sigmoid ? 0.5 : 0),
      );
    },
  };
}
