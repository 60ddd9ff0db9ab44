import * as tf from '@tensorflow/tfjs-core';
import type { GeneratorConfig } from '@jiagu/config';
import { BatchNorm2d, ConvTranspose2d, normalOf, relu, tanh } from '@jiagu/nn';
import type { RandomStream } from '@jiagu/random';
import { GeneratorNetwork, refuseGrowth, type DrawPass } from '../generator-network.js';
import type { NetworkSizes } from '../network-sizes.js';
import { NoiseAndLabels } from '../noise-and-labels.js';
import { buildNorm, normalise, type Norm } from '../norm.js';

/**
 * Transposed 4 x 4 convolutions without bias: the first to 4 x 4 pixels, the others doubling the side, with batch norm
 * and ReLU after each but the last, which has tanh (Radford 2016). Weights from N(0, 0.02), scales of unconditional
 * norms from N(1, 0.02).
 */
export class DcganGenerator extends GeneratorNetwork {
  readonly latent: number;
  readonly classes: number;
  readonly input: NoiseAndLabels;
  readonly convolutions: ConvTranspose2d[];
  readonly norms: Norm[];

  constructor(
    config: Extract<GeneratorConfig, { body: 'dcgan' }>,
    { classes, channels, imageSize }: NetworkSizes,
    random: RandomStream,
  ) {
    super();
    const { width, latent, condition } = config;
    this.latent = latent;
    this.classes = condition === 'none' ? 0 : classes;
    this.input = new NoiseAndLabels(latent, classes, condition === 'concat', random);
    const doublings = Math.log2(imageSize / 4);
    const widths = Array.from({ length: doublings }, (_, i) => width * 2 ** (doublings - 1 - i));
    const init = normalOf(0, 0.02);
    this.convolutions = [...widths, channels].map(
      (output, i) =>
        new ConvTranspose2d(widths[i - 1] ?? this.input.length, output, random, {
          init,
          ...(i === 0 && { stride: 1, padding: 0 }),
        }),
    );
    this.norms = widths.map((output) => {
      const norm = buildNorm(output, condition === 'batch-norm' ? classes : 0, random);
      if (norm instanceof BatchNorm2d)
        norm.weight.assign(normalOf(1, 0.02)([output], { in: output, out: output }, random));
      return norm;
    });
  }

  override forward(noise: tf.Tensor2D, labels: tf.Tensor1D | null, pass: DrawPass): tf.Tensor4D {
    this.checkLabels(labels);
    refuseGrowth('dcgan', pass);
    return tf.tidy(() => {
      const input: tf.Tensor4D = tf.reshape(this.input.forward(noise, labels), [-1, 1, 1, this.input.length]);
      return this.convolutions.reduce((x, convolution, i) => {
        const y = convolution.forward(x);
        const norm = this.norms[i];
        return norm ? relu(normalise(norm, y, labels, pass.training)) : tanh(y);
      }, input);
    });
  }
}
