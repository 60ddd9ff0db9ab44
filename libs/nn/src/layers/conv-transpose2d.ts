import type * as tf from '@tensorflow/tfjs-core';
import type { RandomStream } from '@jiagu/random';
import { torchUniform, type Initializer } from '../initializers.js';
import { Module } from '../module.js';
import { convTranspose2d } from '../ops/conv-transpose2d.js';
import { Parameter } from '../parameter.js';

/** Geometry and initial values of a {@link ConvTranspose2d}. */
export interface ConvTranspose2dOptions {
  /** default 2 */
  stride?: number;
  /** pixels removed on every side, default 1 */
  padding?: number;
  /** default: PyTorch's uniform */
  init?: Initializer;
}

/** Transposed 4 x 4 convolution without bias; by default [N, H, W, in] -> [N, 2H, 2W, out]. */
export class ConvTranspose2d extends Module {
  readonly weight: Parameter;

  constructor(
    input: number,
    output: number,
    random: RandomStream,
    private readonly options: ConvTranspose2dOptions = {},
  ) {
    super();
    const shape = [4, 4, output, input];
    // PyTorch takes the fan in from the second axis of [in, out, kh, kw].
    const fan = { in: output * 16, out: input * 16 };
    this.weight = new Parameter(
      options.init?.(shape, fan, random) ?? torchUniform(shape, fan.in, random),
      'conv-transpose',
    );
  }

  forward(x: tf.Tensor4D): tf.Tensor4D {
    const { stride = 2, padding = 1 } = this.options;
    return convTranspose2d(x, this.weight.value as tf.Tensor4D, { stride, padding });
  }
}
