import { world } from '@jiagu/distributed';
import { hostScalar, Module, noGrad, Parameter } from '@jiagu/nn';
import * as tf from '@tensorflow/tfjs-core';

/** How fast a moving average forgets. */
export interface MovingAverageOptions {
  /** Images after which a weight counts half in the average. */
  readonly halfLife: number;
  /**
   * Warm-up: the half-life is at most this share of the images seen so far, so that the average soon forgets the
   * initial weights. StyleGAN2 uses 0.05.
   */
  readonly warmUp: number;
}

/**
 * A network whose parameters are the exponential moving average of another network's and whose buffers are copies of
 * that network's. Listed in a method's modules, it is part of checkpoints.
 */
export class MovingAverage<Network extends Module> extends Module {
  /**
   * @param network of the same architecture as the trained one; the average takes ownership and overwrites its weights
   * @param source the trained network, whose weights the average starts from
   */
  constructor(
    readonly network: Network,
    source: Network,
    private readonly options: MovingAverageOptions,
  ) {
    super();
    network.copyFrom(source);
  }

  /**
   * Moves the average towards the trained network, once a step, after its update.
   * @param batch number of images in the step on this rank
   * @param step returns the number of steps before this one
   * @throws Error when the trained network is of another architecture
   */
  follow(source: Network, batch: number, step: () => number): void {
    noGrad(() =>
      tf.tidy(() => {
        const share = hostScalar(() => 1 - this.decay(batch * world().size, step()));
        const theirs = new Map(source.namedState());
        for (const [name, kept] of this.network.namedState()) {
          const { value } = kept;
          const next = theirs.get(name)?.value;
          if (!next) throw new Error(`${name} is missing in the network to be averaged`);
          // A clone would be the same native tensor under another name; multiplying makes one of its own.
          kept.assign(
            kept instanceof Parameter ? tf.add(value, tf.mul(tf.sub(next, value), share)) : tf.mul(next, 1),
          );
        }
      }),
    );
  }

  /** How much of the average stays in a step; 0 in the first. */
  private decay(batch: number, step: number): number {
    const { halfLife, warmUp } = this.options;
    return 0.5 ** (batch / Math.min(halfLife, warmUp * step * batch));
  }
}
