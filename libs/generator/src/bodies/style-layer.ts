import * as tf from '@tensorflow/tfjs-core';
import {
  adaptiveInstanceNorm,
  Buffer,
  conv2d,
  EqualisedLinear,
  hostTensor,
  leakyRelu,
  modulatedConv2d,
  Module,
  normalOf,
  Parameter,
  scaledLeakyRelu,
} from '@jiagu/nn';
import type { RandomStream } from '@jiagu/random';

/** Settings that all layers of a style body share. */
export interface StyleOptions {
  readonly injection: 'adain' | 'modulated';
  /** whether there is noise at each pixel */
  readonly noise: boolean;
  /** length of a style */
  readonly style: number;
  /** streams of the initial values and of the noise in training */
  readonly random: { readonly init: RandomStream; readonly noise: RandomStream };
}

/** Noise at each pixel, of learned strength, initially 0. */
class PixelNoise extends Module {
  /** one number, or one for each channel with AdaIN */
  readonly strength: Parameter;
  /** [1, size, size, 1], for evaluation */
  readonly fixed: Buffer;

  constructor(
    channels: number,
    private readonly size: number,
    { injection, random }: StyleOptions,
    private readonly stream: RandomStream,
  ) {
    super();
    this.strength = new Parameter(tf.zeros(injection === 'adain' ? [channels] : []));
    this.fixed = new Buffer(normalOf(0, 1)([1, size, size, 1], { in: 1, out: 1 }, random.init));
  }

  /** @param training true: new noise for each image; false: {@link fixed} */
  add(x: tf.Tensor4D, training: boolean): tf.Tensor4D {
    const noise = training
      ? hostTensor([x.shape[0], this.size, this.size, 1], (values) => {
          for (let i = 0; i < values.length; i++) values[i] = this.stream.normal();
        })
      : this.fixed.value;
    return tf.add(x, tf.mul(noise, this.strength.value));
  }
}

/**
 * A 3 x 3 convolution controlled by a style. AdaIN: convolution, noise, leaky ReLU, then instance norm with the style's
 * scale and offset (StyleGAN). Modulated: convolution with filters scaled by the style, noise, leaky ReLU (StyleGAN2).
 */
export class StyleLayer extends Module {
  /** null: the first of AdaIN, which works on the constant */
  readonly weight: Parameter | null;
  readonly bias: Parameter | null;
  readonly noise: PixelNoise | null;
  readonly affine: EqualisedLinear;
  private readonly injection: StyleOptions['injection'];

  /** @param input channels; null: no convolution */
  constructor(
    private readonly input: number | null,
    output: number,
    size: number,
    options: StyleOptions,
  ) {
    super();
    const { init } = options.random;
    this.injection = options.injection;
    const fan = { in: 9 * (input ?? 0), out: 9 * output };
    this.weight =
      input === null ? null : new Parameter(normalOf(0, 1)([3, 3, input, output], fan, init), 'conv');
    this.bias = input === null ? null : new Parameter(tf.zeros([output]));
    this.noise = options.noise ? new PixelNoise(output, size, options, options.random.noise) : null;
    const modulated = options.injection === 'modulated';
    this.affine = new EqualisedLinear(
      options.style,
      modulated ? (input ?? output) : 2 * output,
      // Scales begin near 1, AdaIN's offsets near 0.
      { offsets: (unit) => (modulated || unit < output ? 1 : 0) },
      init,
    );
  }

  /**
   * @param x [N, size, size, input]
   * @param style [N, style]
   * @returns [N, size, size, output]
   */
  forward(x: tf.Tensor4D, style: tf.Tensor2D, training: boolean): tf.Tensor4D {
    const own = this.affine.forward(style);
    if (this.injection === 'modulated') {
      const y = modulatedConv2d(x, this.weight?.value as tf.Tensor4D, own, 1); // Only AdaIN's first has none.
      return scaledLeakyRelu(this.finished(y, training));
    }
    const weight =
      this.weight && tf.mul<tf.Tensor4D>(this.weight.value, 1 / Math.sqrt(9 * (this.input ?? 0)));
    const y = leakyRelu(this.finished(weight ? conv2d(x, weight, { padding: 1 }) : x, training), 0.2);
    const [scale, offset] = tf.split(own, 2, 1) as [tf.Tensor2D, tf.Tensor2D];
    return adaptiveInstanceNorm(y, scale, offset);
  }

  private finished(y: tf.Tensor4D, training: boolean): tf.Tensor4D {
    const noisy = this.noise?.add(y, training) ?? y;
    return this.bias ? tf.add(noisy, this.bias.value) : noisy;
  }
}

/** 1 x 1 convolution to pixels: modulated by the style without demodulation, or plain with AdaIN. */
export class ToPixels extends Module {
  readonly weight: Parameter;
  readonly bias: Parameter;
  readonly affine: EqualisedLinear | null;

  constructor(
    private readonly input: number,
    channels: number,
    { injection, style, random }: StyleOptions,
  ) {
    super();
    const fan = { in: input, out: channels };
    this.weight = new Parameter(normalOf(0, 1)([1, 1, input, channels], fan, random.init), 'conv');
    this.bias = new Parameter(tf.zeros([channels]));
    this.affine =
      injection === 'modulated' ? new EqualisedLinear(style, input, { offsets: () => 1 }, random.init) : null;
  }

  forward(x: tf.Tensor4D, style: tf.Tensor2D): tf.Tensor4D {
    const own = this.affine && tf.reshape(this.affine.forward(style), [-1, 1, 1, this.input]);
    const weight: tf.Tensor4D = tf.mul(this.weight.value, 1 / Math.sqrt(this.input));
    return conv2d(own ? tf.mul(x, own) : x, weight, { bias: this.bias.value as tf.Tensor1D });
  }
}
