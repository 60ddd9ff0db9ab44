import * as tf from '@tensorflow/tfjs-core';
import type { GeneratorConfig } from '@jiagu/config';
import { leakyRelu, Linear, tanh } from '@jiagu/nn';
import type { RandomStream } from '@jiagu/random';
import { GeneratorNetwork, refuseGrowth, type DrawPass } from '../generator-network.js';
import type { NetworkSizes } from '../network-sizes.js';
import { NoiseAndLabels } from '../noise-and-labels.js';

/** Linear layers with a leaky ReLU of 0.2 after each hidden one, then tanh. */
export class MlpGenerator extends GeneratorNetwork {
  readonly latent: number;
  readonly classes: number;
  readonly input: NoiseAndLabels;
  readonly layers: Linear[];

  constructor(
    config: Extract<GeneratorConfig, { body: 'mlp' }>,
    private readonly sizes: NetworkSizes,
    random: RandomStream,
  ) {
    super();
    this.latent = config.latent;
    this.classes = config.condition === 'none' ? 0 : sizes.classes;
    this.input = new NoiseAndLabels(config.latent, sizes.classes, config.condition === 'concat', random);
    const widths = [this.input.length, ...config.hidden, sizes.channels * sizes.imageSize ** 2];
    this.layers = widths.slice(1).map((width, i) => new Linear(widths[i] as number, width, 'torch', random));
  }

  override forward(noise: tf.Tensor2D, labels: tf.Tensor1D | null, pass: DrawPass): tf.Tensor4D {
    this.checkLabels(labels);
    refuseGrowth('mlp', pass);
    return tf.tidy(() => {
      const { channels, imageSize } = this.sizes;
      const flat = this.layers.reduce(
        (x, layer, i) => layer.forward(i === 0 ? x : leakyRelu(x, 0.2)),
        this.input.forward(noise, labels),
      );
      // PyTorch's order of pixels.
      const planes: tf.Tensor4D = tf.reshape(tanh(flat), [-1, channels, imageSize, imageSize]);
      return tf.transpose(planes, [0, 2, 3, 1]);
    });
  }
}
