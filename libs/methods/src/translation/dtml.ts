import type { DtmlConfig, RunConfig } from '@jiagu/config';
import type { Recogniser } from '@jiagu/evaluation';
import type { RandomStreams } from '@jiagu/random';
import { CycleGan } from './cyclegan.js';
import { MutualLearning } from './mutual-learning.js';

/**
 * DTML (Li 2025): CycleGAN, and two recognisers that learn together with the translators, from each other and from the
 * translations.
 */
export class Dtml extends CycleGan {
  readonly recogniser: Recogniser;

  constructor(config: RunConfig, method: DtmlConfig, random: RandomStreams) {
    const { adversarial, cycle, identity } = method.weights;
    const mutual = new MutualLearning(config, method, random);
    // Published weights are of means over both domains.
    const weights = { adversarial: adversarial / 2, cycle: cycle / 2, identity: identity / 2 };
    super(config, { ...method, weights }, random, { wish: mutual });
    this.recogniser = mutual.recogniser;
  }
}
