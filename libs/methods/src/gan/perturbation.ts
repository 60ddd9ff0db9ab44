import type { GanConfig } from '@jiagu/config';
import type { RandomStreams } from '@jiagu/random';
import type * as tf from '@tensorflow/tfjs-core';
import { AdaptiveProbability } from './adaptive-probability.js';
import { augment } from './differentiable-augmentation.js';
import { InstanceNoise } from './instance-noise.js';

/** The augmentation and noise of every image, real or generated, that the critic sees, in both players' updates. */
export class Perturbation {
  /** Present where augmentation is adaptive. */
  readonly adaptive: AdaptiveProbability | null;
  private readonly noise: InstanceNoise | null;

  constructor(
    private readonly settings: Pick<GanConfig, 'augmentation' | 'instanceNoise'>,
    private readonly random: RandomStreams,
  ) {
    const { augmentation, instanceNoise } = settings;
    this.adaptive = augmentation?.adaptive ? new AdaptiveProbability(augmentation.adaptive) : null;
    this.noise = instanceNoise ? new InstanceNoise(instanceNoise, random.stream('gan.noise')) : null;
  }

  /** The images as the critic sees them in a step; a gradient flows through to them. */
  apply(images: tf.Tensor4D, step: () => number): tf.Tensor4D {
    const { augmentation } = this.settings;
    const share = (this.adaptive?.probability.value as tf.Scalar | undefined) ?? null;
    const changed = augmentation
      ? augment(images, augmentation, share, this.random.stream('gan.augment'))
      : images;
    return this.noise?.add(changed, step) ?? changed;
  }
}
