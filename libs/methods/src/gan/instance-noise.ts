import { hostScalar } from '@jiagu/nn';
import type { RandomStream } from '@jiagu/random';
import * as tf from '@tensorflow/tfjs-core';
import { normalNoise } from '../noise.js';

/** How strong the noise is, and when it ends. */
export interface InstanceNoiseOptions {
  /** standard deviation in the first step */
  readonly deviation: number;
  /** step at which the deviation, falling linearly, reaches 0 */
  readonly until: number;
}

/**
 * Instance noise (Sonderby 2017): makes the distributions of real and generated images overlap. It must be added to
 * both, or the critic learns to detect the noise.
 */
export class InstanceNoise {
  constructor(
    private readonly options: InstanceNoiseOptions,
    private readonly random: RandomStream,
  ) {}

  /** The images with noise of the strength of that step added. */
  add(images: tf.Tensor4D, step: () => number): tf.Tensor4D {
    const strength = hostScalar(() => this.deviation(step()));
    return tf.add(images, tf.mul(normalNoise(images.shape, this.random), strength));
  }

  private deviation(step: number): number {
    const { deviation, until } = this.options;
    return deviation * Math.max(0, 1 - step / until);
  }
}
