import type * as tf from '@tensorflow/tfjs-core';
import { Conv2d, instanceNorm, leakyRelu, Module } from '@jiagu/nn';
import type { RandomStream } from '@jiagu/random';

/** A convolution of stride 2 without bias, instance norm except in the first, and a leaky ReLU. */
class PatchBlock extends Module {
  readonly conv: Conv2d;

  constructor(
    input: number,
    output: number,
    private readonly first: boolean,
    random: RandomStream,
  ) {
    super();
    const [kernel, padding] = first ? [6, 2] : [4, 1];
    this.conv = new Conv2d(input, output, kernel, { stride: 2, padding, bias: false }, random);
  }

  forward(x: tf.Tensor4D): tf.Tensor4D {
    const y = this.conv.forward(x);
    return leakyRelu(this.first ? y : instanceNorm(y, 1e-5), 0.2);
  }
}

/**
 * D_I^t or D_I^s of the paper: a PatchGAN (Isola 2017) that scores overlapping patches, trained towards 1 for images of
 * its domain. The scores are raw, as the least-squares loss needs them.
 */
export class ImageDiscriminator extends Module {
  readonly feature: (PatchBlock | Conv2d)[];

  /** @param width channels of the first convolution; as published 64, doubling three times */
  constructor(channels: number, width: number, random: RandomStream) {
    super();
    this.feature = [
      new PatchBlock(channels, width, true, random),
      new PatchBlock(width, 2 * width, false, random),
      new PatchBlock(2 * width, 4 * width, false, random),
      new PatchBlock(4 * width, 8 * width, false, random),
      new Conv2d(8 * width, 1, 1, {}, random),
    ];
  }

  /**
   * @param x images in [-1, 1], [N, H, W, channels]
   * @returns scores [N, H / 16, W / 16, 1]
   */
  forward(x: tf.Tensor4D): tf.Tensor4D {
    return this.feature.reduce((y, block) => block.forward(y), x);
  }
}
