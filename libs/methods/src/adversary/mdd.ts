import { Classifier } from '@jiagu/classifier';
import type { MddConfig } from '@jiagu/config';
import { gradientReversal, marginDisparity } from '@jiagu/losses';
import { detach, dropout, Linear, Module, relu } from '@jiagu/nn';
import type { RandomStream, RandomStreams } from '@jiagu/random';
import * as tf from '@tensorflow/tfjs-core';
import type { Adversary } from './adversary.js';

/** The adversarial classifier: one hidden layer with a ReLU and dropout, as TLLib's. */
class AdversarialClassifier extends Module {
  readonly hidden: Linear;
  readonly output: Classifier;

  constructor(
    { features, classes }: { features: number; classes: number },
    private readonly settings: MddConfig,
    random: RandomStream,
    private readonly masks: RandomStream,
  ) {
    super();
    this.hidden = new Linear(features, settings.hidden, 'xavier', random);
    this.output = new Classifier(settings.hidden, classes, random);
  }

  /** [N, features] -> class scores [N, classes]. */
  forward(feature: tf.Tensor2D): tf.Tensor2D {
    return this.output.forward(
      dropout(relu(this.hidden.forward(feature)), this.settings.dropout, this.masks),
    );
  }
}

/**
 * MDD (Zhang 2019): a second classifier learns to agree with the first on the source and to disagree on the target; the
 * encoder spoils that. The log has the share of target images on which both agree, `agree_adv`.
 */
export function mdd(
  sizes: { features: number; classes: number },
  settings: MddConfig,
  random: RandomStreams,
): Adversary {
  const network = new AdversarialClassifier(sizes, settings, random.stream('init'), random.stream('dropout'));
  return {
    network,
    judge: (source, target, coefficient) => {
      const [s, t] = [source, target].map(({ feature, logits }) => ({
        logits,
        adversary: network.forward(gradientReversal(feature, coefficient)),
      })) as [Scores, Scores];
      const [first, second] = [t.logits, t.adversary].map((scores) => tf.argMax(detach(scores), 1)) as [
        tf.Tensor1D,
        tf.Tensor1D,
      ];
      return {
        loss: marginDisparity(s, t, settings.margin),
        figures: { agree_adv: tf.mean(tf.cast(tf.equal(first, second), 'float32')) },
      };
    },
  };
}

type Scores = Parameters<typeof marginDisparity>[0];
