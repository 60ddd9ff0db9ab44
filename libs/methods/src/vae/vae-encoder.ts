import * as tf from '@tensorflow/tfjs-core';
import { BatchNorm2d, Conv2d, leakyRelu, Linear, Module } from '@jiagu/nn';
import type { RandomStream } from '@jiagu/random';
import { withClasses } from '../with-classes.js';
import { stages } from './stages.js';

/** Slope of the leaky ReLUs. */
const SLOPE = 0.2;

/** The Gaussian posterior of each image's code, with independent entries. */
interface Posterior {
  /** [N, latent] */
  readonly mean: tf.Tensor2D;
  /** [N, latent] */
  readonly logVariance: tf.Tensor2D;
}

interface VaeEncoderOptions {
  readonly channels: number;
  /** Side of the images. */
  readonly side: number;
  /** Channels of the first stage. */
  readonly width: number;
  /** Classes that it is conditioned on; 0: none. */
  readonly classes: number;
  /** Length of a code. */
  readonly latent: number;
}

/**
 * Images to Gaussians of codes: 4 x 4 convolutions of stride 2 with batch norm and leaky ReLU, then two linear layers.
 */
export class VaeEncoder extends Module {
  readonly convolutions: readonly Conv2d[];
  readonly norms: readonly BatchNorm2d[];
  readonly mean: Linear;
  readonly logVariance: Linear;
  private readonly classes: number;

  constructor({ channels, side, width, classes, latent }: VaeEncoderOptions, random: RandomStream) {
    super();
    const { base, widths } = stages(side, width);
    const inputs = [channels, ...widths];
    this.convolutions = widths.map(
      (output, i) =>
        new Conv2d(inputs[i] as number, output, 4, { stride: 2, padding: 1, bias: false }, random),
    );
    this.norms = widths.map((output) => new BatchNorm2d(output, false));
    const features = base ** 2 * (inputs.at(-1) as number) + classes;
    this.mean = new Linear(features, latent, 'torch', random);
    this.logVariance = new Linear(features, latent, 'torch', random);
    this.classes = classes;
  }

  /**
   * @param images [N, H, W, channels]
   * @param labels [N]; null exactly where there are no classes
   */
  forward(images: tf.Tensor4D, labels: tf.Tensor1D | null, training: boolean): Posterior {
    const last = this.convolutions.reduce((x, convolution, i) => {
      const norm = this.norms[i] as BatchNorm2d;
      return leakyRelu(norm.forward(convolution.forward(x), { training, domain: null }), SLOPE);
    }, images);
    const flat = tf.reshape(last, [images.shape[0], -1]) as tf.Tensor2D;
    const features = withClasses(flat, labels, this.classes);
    return { mean: this.mean.forward(features), logVariance: this.logVariance.forward(features) };
  }
}
