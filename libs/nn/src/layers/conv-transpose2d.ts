import * as tf from '@tensorflow/tfjs-core';
import type { RandomStream } from '@jiagu/random';
import { torchUniform, type Initializer } from '../initializers.js';
import { Module } from '../module.js';
import { convTranspose2d } from '../ops/conv-transpose2d.js';
import { Parameter } from '../parameter.js';

/** Geometry and initial values of a {@link ConvTranspose2d}. */
export interface ConvTranspose2dOptions {
  /** side of the filter, default 4 */
  kernel?: number;
  /** default 2 */
  stride?: number;
  /** pixels removed on every side, default 1 */
  padding?: number;
  /** rows and columns added at the end, default 0 */
  outputPadding?: number;
  /** default false */
  bias?: boolean;
  /** default: PyTorch's uniform; with another one the bias is 0 */
  init?: Initializer;
}

/** Transposed convolution; by default 4 x 4 without bias, [N, H, W, in] -> [N, 2H, 2W, out]. */
export class ConvTranspose2d extends Module {
  readonly weight: Parameter;
  readonly bias: Parameter | null;

  constructor(
    input: number,
    output: number,
    random: RandomStream,
    private readonly options: ConvTranspose2dOptions = {},
  ) {
    super();
    const { kernel = 4, bias = false, init } = options;
    const shape = [kernel, kernel, output, input];
    // PyTorch takes the fan in from the second axis of [in, out, kh, kw].
    const fan = { in: output * kernel ** 2, out: input * kernel ** 2 };
    this.weight = new Parameter(
      init?.(shape, fan, random) ?? torchUniform(shape, fan.in, random),
      'conv-transpose',
    );
    this.bias = bias
      ? new Parameter(init ? tf.zeros([output]) : torchUniform([output], fan.in, random))
      : null;
  }

  forward(x: tf.Tensor4D): tf.Tensor4D {
    const { stride = 2, padding = 1, outputPadding = 0 } = this.options;
    const y = convTranspose2d(x, this.weight.value as tf.Tensor4D, { stride, padding, outputPadding });
    return this.bias ? tf.add(y, this.bias.value) : y;
  }
}
