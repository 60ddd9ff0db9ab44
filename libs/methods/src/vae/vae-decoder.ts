import * as tf from '@tensorflow/tfjs-core';
import { BatchNorm2d, Conv2d, ConvTranspose2d, Linear, Module, relu } from '@jiagu/nn';
import type { RandomStream } from '@jiagu/random';
import { withClasses } from '../with-classes.js';
import { stages } from './stages.js';

interface VaeDecoderOptions {
  readonly channels: number;
  /** Side of the images. */
  readonly side: number;
  /** Channels of the last stage. */
  readonly width: number;
  /** Classes that can be asked for; 0: none. */
  readonly classes: number;
  /** Length of a code. */
  readonly latent: number;
}

/**
 * Codes to images: a linear layer, transposed 4 x 4 convolutions of stride 2 with batch norm and ReLU, a 3 x 3
 * convolution.
 */
export class VaeDecoder extends Module {
  readonly first: Linear;
  readonly convolutions: readonly ConvTranspose2d[];
  readonly norms: readonly BatchNorm2d[];
  readonly last: Conv2d;
  private readonly shape: readonly [side: number, channels: number];
  private readonly classes: number;

  constructor({ channels, side, width, classes, latent }: VaeDecoderOptions, random: RandomStream) {
    super();
    const { base, widths } = stages(side, width);
    const outputs = widths.toReversed();
    const start = outputs[0] ?? width;
    this.first = new Linear(latent + classes, base ** 2 * start, 'torch', random);
    this.convolutions = outputs.map(
      (output, i) => new ConvTranspose2d(outputs[i - 1] ?? start, output, random),
    );
    this.norms = outputs.map((output) => new BatchNorm2d(output, false));
    this.last = new Conv2d(outputs.at(-1) ?? start, channels, 3, { padding: 1 }, random);
    this.shape = [base, start];
    this.classes = classes;
  }

  /**
   * @param code [N, latent]
   * @param labels [N]; null exactly where there are no classes
   * @returns [N, H, W, channels], logits of images of 0 .. 1
   */
  forward(code: tf.Tensor2D, labels: tf.Tensor1D | null, training: boolean): tf.Tensor4D {
    const [base, channels] = this.shape;
    const seed = this.first.forward(withClasses(code, labels, this.classes));
    const start = relu(tf.reshape(seed, [code.shape[0], base, base, channels]) as tf.Tensor4D);
    const drawn = this.convolutions.reduce((x, convolution, i) => {
      const norm = this.norms[i] as BatchNorm2d;
      return relu(norm.forward(convolution.forward(x), { training, domain: null }));
    }, start);
    return this.last.forward(drawn);
  }
}
