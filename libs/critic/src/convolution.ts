import * as tf from '@tensorflow/tfjs-core';
import { Conv2d, conv2d, conv2dAdjoint, normalOf, type Initializer, type Parameter } from '@jiagu/nn';
import type { RandomStream } from '@jiagu/random';
import { CriticLayer, type Trace } from './critic-layer.js';
import { SpectralNorm } from './spectral-norm.js';

/** How a layer of a critic treats its weight. */
export interface Weighting {
  /** divide the weight by its spectral norm */
  spectralNorm?: boolean;
  /** equalised learning rate (Karras 2018): values from N(0, 1), divided by sqrt(fan in) at each use; zero bias */
  equalised?: boolean;
  /** initial weight, with a bias of 0; default: PyTorch's uniform of both */
  init?: Initializer;
  /** whether there is a bias; default true */
  bias?: boolean;
}

/** Geometry and weighting of a {@link Convolution}. */
export interface ConvolutionOptions extends Weighting {
  stride: number;
  /** zero pixels on every side */
  padding: number;
}

/** Convolution, [N, H, W, in] -> [N, H', W', out], H' = floor((H + 2 padding - kernel) / stride) + 1. */
export class Convolution extends CriticLayer {
  readonly weight: Parameter;
  readonly bias: Parameter | null;
  readonly spectral: SpectralNorm | null;
  private readonly factor: number;

  /** @throws Error for a 1 x 1 kernel with a stride above 1: pool before it instead */
  constructor(
    input: number,
    output: number,
    kernel: number,
    private readonly options: ConvolutionOptions,
    random: RandomStream,
  ) {
    super();
    if (kernel === 1 && options.stride > 1)
      throw new Error(
        `a 1 x 1 convolution of stride ${options.stride} in a critic: pool first, then take stride 1`,
      );
    const { equalised = false, spectralNorm, bias } = options;
    const init = equalised ? normalOf(0, 1) : (options.init ?? 'torch');
    const conv = new Conv2d(input, output, kernel, { init, ...(bias === false && { bias }) }, random);
    this.weight = conv.weight;
    this.bias = conv.bias;
    this.factor = equalised ? 1 / Math.sqrt(input * kernel ** 2) : 1;
    this.spectral = spectralNorm ? new SpectralNorm(this.weight, random) : null;
  }

  override trace(x: tf.Tensor4D, training: boolean): Trace<tf.Tensor4D, tf.Tensor4D> {
    const filter = weigh<tf.Tensor4D>(this.weight, this.spectral, this.factor, training);
    const { stride, padding } = this.options;
    const [, height, width] = x.shape;
    return {
      y: conv2d(x, filter, { stride, padding, bias: this.bias?.value as tf.Tensor1D | undefined }),
      adjoint: (dy) => conv2dAdjoint(dy, filter, { stride, padding, size: [height, width] }),
    };
  }
}

/**
 * The weight as a layer uses it: divided by its spectral norm where there is one, else times `factor`.
 * @param training true: the spectral norm takes a step of its power iteration
 */
export function weigh<T extends tf.Tensor>(
  weight: Parameter,
  spectral: SpectralNorm | null,
  factor: number,
  training: boolean,
): T {
  if (spectral) return spectral.divide<T>(weight, training);
  return factor === 1 ? (weight.value as T) : tf.mul(weight.value as T, factor);
}
