import * as tf from '@tensorflow/tfjs-core';
import { Conv2d, ConvTranspose2d, instanceNorm, Linear, Module, pixelShuffle, relu, tanh } from '@jiagu/nn';
import type { RandomStream } from '@jiagu/random';
import { ConvNorm, ResidualBlocks } from './decoder-blocks.js';

/** Sizes of the decoder. */
export interface DecoderOptions {
  /** channels of the structure */
  structure: number;
  /** length of the texture code */
  code: number;
  /** width of the residual blocks; as published 256 */
  width: number;
  /** the up-blocks halve the width down to this; as published 32 */
  minimumWidth: number;
  /** how many times the sides of the structure are doubled; as published 5 */
  doublings: number;
  /** whether the last doubling is a convolution and a pixel shuffle (Shi 2016) instead of an up-block */
  pixelShuffle: boolean;
  /** channels of the images */
  channels: number;
}

/** G of the paper: draws an image from a structure and a texture, one network for both domains. */
export class Decoder extends Module {
  readonly main: (ConvNorm | ResidualBlocks)[];
  /**
   * As published, four entries an up-block: transposed convolution, instance norm, ReLU (both null), convolution with
   * LN and ReLU; then the convolution to the image.
   */
  readonly upsample: (ConvTranspose2d | ConvNorm | Conv2d | null)[] = [];
  /** From the texture code to `width` channels; null where the published list has a ReLU. */
  readonly mlp_att: (Linear | null)[];

  constructor(
    private readonly options: DecoderOptions,
    random: RandomStream,
  ) {
    super();
    const { structure, code, width, minimumWidth, doublings, channels } = options;
    const input = structure + width + 1;
    this.main = [
      new ConvNorm(input, width, { relu: true, bias: false, paddingMode: 'reflect' }, random),
      new ResidualBlocks(3, width, random),
    ];
    let from = width;
    for (let block = 0; block < doublings - Number(options.pixelShuffle); block++) {
      const to = Math.max(minimumWidth, from >> 1);
      this.upsample.push(
        new ConvTranspose2d(from, from, random),
        null,
        null,
        new ConvNorm(from, to, { relu: true }, random),
      );
      from = to;
    }
    const last = options.pixelShuffle ? 4 * channels : channels;
    this.upsample.push(new Conv2d(from, last, 3, { padding: 1 }, random));
    const layer = (to: number): Linear => new Linear(code, to, 'torch', random);
    this.mlp_att = [layer(code), null, layer(code), null, layer(code), null, layer(width)];
  }

  /**
   * @param structure [N, h, w, C]
   * @param texture [N, code]
   * @param domain 0 for the source, 1 for the target, for each image, [N]
   * @returns images in [-1, 1], [N, H, W, channels]
   */
  forward(structure: tf.Tensor4D, texture: tf.Tensor2D, domain: tf.Tensor1D): tf.Tensor4D {
    const [count, height, width] = structure.shape;
    const plane = (x: tf.Tensor, channels: number): tf.Tensor4D =>
      tf.broadcastTo(tf.reshape(x, [count, 1, 1, channels]), [count, height, width, channels]);
    const attribute = this.embed(texture);
    let x: tf.Tensor4D = tf.concat(
      [structure, plane(attribute, this.options.width), plane(domain, 1)] as tf.Tensor4D[],
      3,
    );
    for (const block of this.main) x = block.forward(x);
    for (const layer of this.upsample) {
      if (!layer) continue;
      x = layer.forward(x);
      if (layer instanceof ConvTranspose2d) x = relu(instanceNorm(x, 1e-5));
    }
    return tanh(this.options.pixelShuffle ? pixelShuffle(x, 2) : x);
  }

  /** The texture code as channels to join to the structure: [N, code] -> [N, width]. */
  private embed(texture: tf.Tensor2D): tf.Tensor2D {
    let x = texture;
    this.mlp_att.forEach((layer, index) => {
      if (layer) x = index === 0 ? layer.forward(x) : layer.forward(relu(x));
    });
    return x;
  }
}
