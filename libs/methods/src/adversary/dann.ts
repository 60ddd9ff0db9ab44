import * as tf from '@tensorflow/tfjs-core';
import type { AdversarialConfig } from '@jiagu/config';
import { FeatureDiscriminator } from '@jiagu/feature-discriminator';
import { adversarialBce, discriminatorAccuracy, gradientReversal } from '@jiagu/losses';
import type { RandomStreams } from '@jiagu/random';
import { untracked } from '../passes.js';
import { domainJudgement, type Adversary } from './adversary.js';

/** DANN (Ganin 2016): the adversary sees the features alone. */
export function dann(
  features: number,
  { discriminator }: AdversarialConfig,
  random: RandomStreams,
): Adversary {
  const network = new FeatureDiscriminator(
    { input: features, ...discriminator },
    random.stream('init'),
    random.stream('dropout'),
  );
  return {
    network,
    judge: (source, target, coefficient) => {
      const [score_s, score_t] = [source, target].map(({ feature }) =>
        network.forward(gradientReversal(feature, coefficient), untracked),
      ) as [tf.Tensor2D, tf.Tensor2D];
      return domainJudgement(
        tf.mul(tf.add(adversarialBce(score_s, 1), adversarialBce(score_t, 0)), 0.5),
        discriminatorAccuracy(score_s, score_t, discriminator.sigmoid ? 0.5 : 0),
      );
    },
  };
}
