import * as tf from '@tensorflow/tfjs-core';
import type { GeneratorConfig } from '@jiagu/config';
import {
  doublePixels,
  doubleSmoothly,
  Embedding,
  MappingNetwork,
  Module,
  normalOf,
  Parameter,
  pixelNorm,
} from '@jiagu/nn';
import type { RandomStream } from '@jiagu/random';
import { GeneratorNetwork, type DrawPass } from '../generator-network.js';
import type { NetworkSizes } from '../network-sizes.js';
import { StyleLayer, ToPixels, type StyleOptions } from './style-layer.js';

/** The layers of one size. */
class StyleBlock extends Module {
  readonly layers: StyleLayer[];
  /** null: with AdaIN that does not grow, at every size except the full one */
  readonly toPixels: ToPixels | null;

  /** @param input channels of the next smaller size; null: 4 x 4 pixels, which begin with the constant */
  constructor(
    readonly size: number,
    input: number | null,
    output: number,
    pixels: number | null,
    options: StyleOptions,
  ) {
    super();
    const layer = (before: number | null): StyleLayer => new StyleLayer(before, output, size, options);
    // StyleGAN2 convolves the constant once; StyleGAN's first layer adds noise and style to it.
    const once = input === null && options.injection === 'modulated';
    this.layers = once ? [layer(output)] : [layer(input), layer(output)];
    this.toPixels = pixels === null ? null : new ToPixels(output, pixels, options);
  }

  forward(x: tf.Tensor4D, style: tf.Tensor2D, training: boolean): tf.Tensor4D {
    return this.layers.reduce((y, layer) => layer.forward(y, style, training), x);
  }
}

/**
 * StyleGAN and StyleGAN2 (Karras 2019, 2020): a learned constant passes layers that are controlled by a style, which a
 * mapping network computes from the noise. There is no tanh at the end. In evaluation the noise at the pixels is a
 * fixed buffer, the same for all images: one noise vector then always gives the same image, and values are as large as
 * in training, which zeros would not achieve.
 */
export class StyleGenerator extends GeneratorNetwork {
  readonly latent: number;
  readonly classes: number;
  readonly embedding: Embedding | null;
  readonly mapping: MappingNetwork;
  readonly constant: Parameter;
  readonly blocks: StyleBlock[];
  private readonly enlarge: (x: tf.Tensor4D) => tf.Tensor4D;

  constructor(
    private readonly config: Extract<GeneratorConfig, { body: 'style' }>,
    { classes, channels, imageSize }: NetworkSizes,
    random: StyleOptions['random'],
  ) {
    super();
    const { latent, mapping, injection, noise, condition } = config;
    const init: RandomStream = random.init;
    this.latent = latent;
    this.classes = condition === 'none' ? 0 : classes;
    this.embedding = condition === 'none' ? null : new Embedding(classes, mapping.width, init);
    this.mapping = new MappingNetwork(this.embedding ? latent + mapping.width : latent, mapping, init);
    this.enlarge = config.blur ? doubleSmoothly : doublePixels;
    const widthAt = (size: number): number =>
      Math.max(1, Math.min(config.width, Math.floor(config.base / size)));
    this.constant = new Parameter(normalOf(0, 1)([1, 4, 4, widthAt(4)], { in: 1, out: 1 }, init));
    const options: StyleOptions = { injection, noise, style: mapping.width, random };
    this.blocks = Array.from({ length: Math.log2(imageSize / 2) }, (_, i) => {
      const size = 4 * 2 ** i;
      const shows = injection === 'modulated' || config.growing || size === imageSize;
      const input = i === 0 ? null : widthAt(size / 2);
      return new StyleBlock(size, input, widthAt(size), shows ? channels : null, options);
    });
  }

  override forward(noise: tf.Tensor2D, labels: tf.Tensor1D | null, pass: DrawPass): tf.Tensor4D {
    this.checkLabels(labels);
    const blocks = this.drawn(pass);
    return tf.tidy(() => {
      const style = this.mapping.forward(this.mapped(noise, labels));
      let x = tf.tile(this.constant.value as tf.Tensor4D, [noise.shape[0], 1, 1, 1]);
      const alpha = pass.growth?.alpha ?? 1;
      // The image of the sizes before the last, and what the last adds to it or replaces it with.
      let image: tf.Tensor4D | null = null;
      for (const [i, block] of blocks.entries()) {
        const before = x;
        x = block.forward(i === 0 ? x : this.enlarge(x), style, pass.training);
        const last = i === blocks.length - 1;
        const share = last && i > 0 ? alpha : 1;
        if (this.config.injection === 'modulated') {
          const added = (block.toPixels as ToPixels).forward(x, style); // There is one at each size.
          image = image ? tf.add(this.enlarge(image), share === 1 ? added : tf.mul(added, share)) : added;
        } else if (last) {
          const shown = (block.toPixels as ToPixels).forward(x, style); // Every size that can be the last has one.
          const smaller = share === 1 ? null : blocks[i - 1]?.toPixels?.forward(before, style);
          image = smaller
            ? tf.add(tf.mul(doublePixels(smaller), tf.sub(1, share)), tf.mul(shown, share))
            : shown;
        }
      }
      return image as tf.Tensor4D; // There is at least the block of 4 x 4 pixels.
    });
  }

  /** The noise, joined with the embedding of the class where there is one, both normalised to unit mean square. */
  private mapped(noise: tf.Tensor2D, labels: tf.Tensor1D | null): tf.Tensor2D {
    const z = pixelNorm(noise);
    return this.embedding && labels ? tf.concat([z, pixelNorm(this.embedding.forward(labels))], 1) : z;
  }

  private drawn({ growth }: DrawPass): StyleBlock[] {
    if (!growth) return this.blocks;
    if (!this.config.growing)
      throw new Error('a generator that is to grow needs method.generator.growing: true');
    const last = this.blocks.findIndex(({ size }) => size === growth.size);
    if (last < 0)
      throw new Error(
        `a generator of sizes ${this.blocks.map(({ size }) => size).join(', ')} can't draw images of ${growth.size} pixels`,
      );
    return this.blocks.slice(0, last + 1);
  }
}
