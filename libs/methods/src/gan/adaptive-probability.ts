import { meanOverRanks, world } from '@jiagu/distributed';
import { Buffer, hostScalar, Module, noGrad } from '@jiagu/nn';
import * as tf from '@tensorflow/tfjs-core';

/** How the probability is adapted to the critic. */
export interface AdaptiveOptions {
  /** mean sign of the scores of real images that the probability is adjusted to reach */
  readonly target: number;
  /** images over which the probability can rise from 0 to 1 */
  readonly images: number;
  /** updates of the critic between changes of the probability */
  readonly every: number;
}

/**
 * The probability of adaptive augmentation (Karras 2020), initially 0: it rises while the mean sign of the scores of
 * real images is above the target, a sign of overfitting in the critic, and falls while it is below.
 */
export class AdaptiveProbability extends Module {
  readonly probability = new Buffer(tf.scalar(0));
  /** Sum of the mean signs since the last change. */
  readonly signs = new Buffer(tf.scalar(0));

  constructor(private readonly options: AdaptiveOptions) {
    super();
  }

  /**
   * Records one of the critic's updates and, when due, changes the probability.
   * @param real scores of real images
   * @param batch number of these images on this rank
   * @param update returns the number of the critic's updates before this one
   */
  observe(real: tf.Tensor, batch: number, update: () => number): void {
    const { target, images, every } = this.options;
    noGrad(() =>
      tf.tidy(() => {
        const signs = tf.add(this.signs.value, meanOverRanks(tf.mean(tf.sign(real))));
        const due = hostScalar(() => ((update() + 1) % every === 0 ? 1 : 0));
        const step = tf.mul(
          tf.sign(tf.sub(tf.div(signs, every), target)),
          (batch * world().size * every) / images,
        );
        const next = tf.add(this.probability.value, tf.mul(step, due));
        this.probability.assign(tf.clipByValue(next, 0, 1));
        this.signs.assign(tf.mul(signs, tf.sub(1, due)));
      }),
    );
  }
}
