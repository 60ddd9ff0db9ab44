import * as tf from '@tensorflow/tfjs-core';
import { Buffer, Conv2d, maxPool2d, Module, noGrad, relu } from '@jiagu/nn';
import type { RandomStream } from '@jiagu/random';

/** Convolutions in each of the five blocks; of the fifth only the first is needed. */
export const vggDepths = {
  vgg19: [2, 2, 4, 4, 1],
  'vgg-small': [1, 2, 2, 2, 1],
} as const;

/** Architecture of the perceptual network. */
export interface PerceptualOptions {
  depth: keyof typeof vggDepths;
  /** channels of the images */
  channels: number;
  /** channels of the first block; the others have 2, 4, 8 and 8 times as many */
  width: number;
}

/** Activations after relu1_1, relu2_1, relu3_1, relu4_1 and relu5_1. */
export type Slices = [tf.Tensor4D, tf.Tensor4D, tf.Tensor4D, tf.Tensor4D, tf.Tensor4D];

/** phi of the paper: VGG features (Simonyan 2015) in five slices, with torchvision's names. STSN does not train it. */
export class PerceptualNetwork extends Module {
  /** convolutions at torchvision's indices; null for ReLUs and pools */
  readonly features: (Conv2d | null)[] = [];
  /**
   * mean activation of each slice, [5], by which the loss weights are divided; 1 unless {@link calibrate} was called
   */
  readonly scale: Buffer;
  /** places of the first convolution of each block, and of the pools in front of it */
  private readonly taps = new Set<number>();
  private readonly pools = new Set<number>();

  constructor(
    private readonly options: PerceptualOptions,
    random: RandomStream,
  ) {
    super();
    let input = options.channels;
    vggDepths[options.depth].forEach((convolutions, block) => {
      if (block > 0) this.pools.add(this.features.push(null) - 1);
      const output = options.width * Math.min(2 ** block, 8);
      for (let index = 0; index < convolutions; index++) {
        const conv = new Conv2d(input, output, 3, { padding: 1, init: 'kaiming-in' }, random);
        const place = this.features.push(conv, null) - 2;
        if (index === 0) this.taps.add(place);
        input = output;
      }
    });
    this.scale = new Buffer(tf.ones([5]));
  }

  /** Channels of the last slice. */
  get outputs(): number {
    return this.options.width * 8;
  }

  /** @param x images in [-1, 1], [N, H, W, channels], without ImageNet normalisation */
  forward(x: tf.Tensor4D): Slices {
    const slices: tf.Tensor4D[] = [];
    this.features.forEach((conv, place) => {
      if (this.pools.has(place)) x = maxPool2d(x, 2, 2, 0);
      if (!conv) return;
      x = relu(conv.forward(x));
      if (this.taps.has(place)) slices.push(x);
    });
    return slices as Slices;
  }

  /**
   * Sets `scale` to the mean activation of each slice over images [N, H, W, channels], so that loss weights mean the
   * same for any network.
   */
  calibrate(images: tf.Tensor4D): void {
    this.scale.assign(
      noGrad(() => tf.tidy(() => tf.stack(this.forward(images).map((slice) => tf.mean(slice))))),
    );
  }

  /** 1 / scale as five numbers, the factors on the loss weights. */
  calibration(): number[] {
    return Array.from(this.scale.value.dataSync<'float32'>(), (mean) => 1 / mean);
  }
}
