import { hostScalar } from '@jiagu/nn';
import type { RandomStream } from '@jiagu/random';
import * as tf from '@tensorflow/tfjs-core';
import { normalNoise } from '../noise.js';

/** How strong the noise is, and when it ends. */
export interface InstanceNoiseOptions {
  /** in the first step */
  readonly deviation: number;
  /** step at which it has fallen to 0 along a line */
  readonly until: number;
}

/**
 * Instance noise (Sonderby 2017): blurs the distributions of real and generated images until they overlap. It must lie
 * on both, or the critic learns to see the noise.
 */
export class InstanceNoise {
  constructor(
    private readonly options: InstanceNoiseOptions,
    private readonly random: RandomStream,
  ) {}

  /** The images with noise of the strength that belongs to a step. */
  add(images: tf.Tensor4D, step: () => number): tf.Tensor4D {
    const strength = hostScalar(() => this.deviation(step()));
    return tf.add(images, tf.mul(normalNoise(images.shape, this.random), strength));
  }

  private deviation(step: number): number {
    const { deviation, until } = this.options;
    return deviation * Math.max(0, 1 - step / until);
  }
}
