import type * as tf from '@tensorflow/tfjs-core';
import { Conv2d, conv2d, conv2dAdjoint, type Parameter } from '@jiagu/nn';
import type { RandomStream } from '@jiagu/random';
import { CriticLayer, type Trace } from './critic-layer.js';
import { SpectralNorm } from './spectral-norm.js';

export interface ConvolutionOptions {
  stride: number;
  /** zero pixels on every side */
  padding: number;
  /** divide the weight by its spectral norm */
  spectralNorm: boolean;
}

/** Convolution with a bias and PyTorch's initial values, [N, H, W, in] -> [N, H', W', out]. */
export class Convolution extends CriticLayer {
  readonly weight: Parameter;
  readonly bias: Parameter;
  readonly spectral: SpectralNorm | null;

  /** @throws Error for a kernel of one pixel and a stride: pool before it */
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
    const { weight, bias } = new Conv2d(input, output, kernel, {}, random);
    this.weight = weight;
    this.bias = bias as Parameter; // Conv2d has one unless told otherwise.
    this.spectral = options.spectralNorm ? new SpectralNorm(weight.value, random) : null;
  }

  override trace(x: tf.Tensor4D, training: boolean): Trace<tf.Tensor4D, tf.Tensor4D> {
    const weight = this.weight.value as tf.Tensor4D;
    const filter = this.spectral?.divide(weight, training) ?? weight;
    const { stride, padding } = this.options;
    const [, height, width] = x.shape;
    return {
      y: conv2d(x, filter, { stride, padding, bias: this.bias.value as tf.Tensor1D }),
      adjoint: (dy) => conv2dAdjoint(dy, filter, { stride, padding, size: [height, width] }),
    };
  }
}
