import * as tf from '@tensorflow/tfjs-core';
import type { GeneratorConfig } from '@jiagu/config';
import { Conv2d, doubleSmoothly, Linear, Module, relu, tanh, xavierUniform } from '@jiagu/nn';
import type { RandomStream } from '@jiagu/random';
import { GeneratorNetwork, refuseGrowth, type DrawPass } from '../generator-network.js';
import type { NetworkSizes } from '../network-sizes.js';
import { NoiseAndLabels } from '../noise-and-labels.js';
import { buildNorm, normalise, type Norm } from '../norm.js';

/** Norm, ReLU, doubling, 3 x 3, norm, ReLU, 3 x 3; the shortcut is 1 x 1 and doubling. */
class UpBlock extends Module {
  readonly norm1: Norm;
  readonly conv1: Conv2d;
  readonly norm2: Norm;
  readonly conv2: Conv2d;
  readonly shortcut: Conv2d;

  constructor(input: number, output: number, classes: number, random: RandomStream) {
    super();
    const three = { padding: 1, init: xavierUniform(Math.SQRT2) };
    this.norm1 = buildNorm(input, classes, random);
    this.conv1 = new Conv2d(input, output, 3, three, random);
    this.norm2 = buildNorm(output, classes, random);
    this.conv2 = new Conv2d(output, output, 3, three, random);
    this.shortcut = new Conv2d(input, output, 1, { init: xavierUniform(1) }, random);
  }

  forward(x: tf.Tensor4D, labels: tf.Tensor1D | null, training: boolean): tf.Tensor4D {
    const half = relu(normalise(this.norm1, x, labels, training));
    const whole = this.conv1.forward(doubleSmoothly(half));
    const y = this.conv2.forward(relu(normalise(this.norm2, whole, labels, training)));
    // Doubling averages pixels with weights of sum 1: after the 1 x 1 it gives the same for a quarter of the work.
    return tf.add(y, doubleSmoothly(this.shortcut.forward(x)));
  }
}

/**
 * Residual blocks that double the side from 4 x 4 pixels, then norm, ReLU, 3 x 3 and tanh (Gulrajani 2017; Miyato
 * 2018).
 */
export class ResnetGenerator extends GeneratorNetwork {
  readonly latent: number;
  readonly classes: number;
  readonly input: NoiseAndLabels;
  readonly linear: Linear;
  readonly blocks: UpBlock[];
  readonly norm: Norm;
  readonly toPixels: Conv2d;
  private readonly first: number;

  constructor(
    config: Extract<GeneratorConfig, { body: 'resnet' }>,
    { classes, channels, imageSize }: NetworkSizes,
    random: RandomStream,
  ) {
    super();
    const { width, doubling, latent, condition } = config;
    this.latent = latent;
    this.classes = condition === 'none' ? 0 : classes;
    this.input = new NoiseAndLabels(latent, classes, condition === 'concat', random);
    const blocks = Math.log2(imageSize / 4);
    const widthBefore = (block: number): number => (doubling ? width * 2 ** (blocks - block) : width);
    this.first = widthBefore(0);
    this.linear = new Linear(this.input.length, 16 * this.first, xavierUniform(1), random);
    const ofNorms = condition === 'batch-norm' ? classes : 0;
    this.blocks = Array.from(
      { length: blocks },
      (_, i) => new UpBlock(widthBefore(i), widthBefore(i + 1), ofNorms, random),
    );
    this.norm = buildNorm(width, 0, random);
    this.toPixels = new Conv2d(width, channels, 3, { padding: 1, init: xavierUniform(1) }, random);
  }

  override forward(noise: tf.Tensor2D, labels: tf.Tensor1D | null, pass: DrawPass): tf.Tensor4D {
    this.checkLabels(labels);
    refuseGrowth('resnet', pass);
    return tf.tidy(() => {
      const flat = this.linear.forward(this.input.forward(noise, labels));
      const small: tf.Tensor4D = tf.transpose(tf.reshape(flat, [-1, this.first, 4, 4]), [0, 2, 3, 1]);
      const x = this.blocks.reduce((y, block) => block.forward(y, labels, pass.training), small);
      return tanh(this.toPixels.forward(relu(normalise(this.norm, x, labels, pass.training))));
    });
  }
}
