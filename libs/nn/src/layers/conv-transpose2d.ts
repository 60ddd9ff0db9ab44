import type * as tf from '@tensorflow/tfjs-core';
import type { RandomStream } from '@jiagu/random';
import { torchUniform } from '../initializers.js';
import { Module } from '../module.js';
import { convTranspose2d } from '../ops/conv-transpose2d.js';
import { Parameter } from '../parameter.js';

/** Transposed 4 x 4 convolution of stride 2 and padding 1, no bias: [N, H, W, in] -> [N, 2H, 2W, out]. */
export class ConvTranspose2d extends Module {
  readonly weight: Parameter;

  constructor(input: number, output: number, random: RandomStream) {
    super();
    // PyTorch takes the fan in from the second axis of [in, out, kh, kw].
    this.weight = new Parameter(torchUniform([4, 4, output, input], output * 16, random), 'conv-transpose');
  }

  forward(x: tf.Tensor4D): tf.Tensor4D {
    return convTranspose2d(x, this.weight.value as tf.Tensor4D, { stride: 2, padding: 1 });
  }
}
