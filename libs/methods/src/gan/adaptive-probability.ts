import { meanOverRanks, world } from '@jiagu/distributed';
import { Buffer, hostScalar, Module, noGrad } from '@jiagu/nn';
import * as tf from '@tensorflow/tfjs-core';

/** How the probability follows the critic. */
export interface AdaptiveOptions {
  /** mean sign of the scores of real images to which the probability is led */
  readonly target: number;
  /** over which the probability could rise from 0 to 1 */
  readonly images: number;
  /** of the critic's updates, after which it is changed */
  readonly every: number;
}

/**
 * The probability of adaptive augmentation (Karras 2020), from 0: it rises where the signs of the scores of real images
 * are on average above the target, which tells of a critic that knows its images by heart, and falls below it.
 */
export class AdaptiveProbability extends Module {
  readonly probability = new Buffer(tf.scalar(0));
  /** Sum of the mean signs since the last change. */
  readonly signs = new Buffer(tf.scalar(0));

  constructor(private readonly options: AdaptiveOptions) {
    super();
  }

  /**
   * Takes notice of one of the critic's updates.
   * @param real scores of real images
   * @param batch how many images these are, those of this rank alone
   * @param update tells the number of the critic's updates before this one
   */
  observe(real: tf.Tensor, batch: number, update: () => number): void {
    const { target, images, every } = this.options;
    noGrad(() =>
      tf.tidy(() => {
        const signs = tf.add(this.signs.value, meanOverRanks(tf.mean(tf.sign(real))));
        const due = hostScalar(() => ((update() + 1) % every === 0 ? 1 : 0));
        const step = tf.mul(tf.sign(tf.sub(tf.div(signs, every), target)), (batch * world().size * every) / images);
        const next = tf.add(this.probability.value, tf.mul(step, due));
        this.probability.assign(tf.clipByValue(next, 0, 1));
        this.signs.assign(tf.mul(signs, tf.sub(1, due)));
      }),
    );
  }
}
