import * as tf from '@tensorflow/tfjs-core';
import type { RandomStream } from '@jiagu/random';
import { torchUniform, xavierNormal, type Initializer } from '../initializers.js';
import { Module } from '../module.js';
import { linear } from '../ops/linear.js';
import { Parameter } from '../parameter.js';

/** x W + b, [N, in] -> [N, out]. */
export class Linear extends Module {
  readonly weight: Parameter;
  readonly bias: Parameter;

  /** @param init 'torch': PyTorch's uniform; 'xavier': Xavier-normal weights. All but 'torch': zero bias */
  constructor(input: number, output: number, init: 'torch' | 'xavier' | Initializer, random: RandomStream) {
    super();
    const shape = [input, output];
    const bias = torchUniform([output], input, random);
    this.weight = new Parameter(
      typeof init === 'function'
        ? init(shape, { in: input, out: output }, random)
        : init === 'xavier'
          ? xavierNormal(shape, input, output, random)
          : torchUniform(shape, input, random),
      'linear',
    );
    this.bias = new Parameter(init === 'torch' ? bias : tf.zerosLike(bias));
    if (init !== 'torch') bias.dispose();
  }

  forward(x: tf.Tensor2D): tf.Tensor2D {
    return linear(x, this.weight.value as tf.Tensor2D, this.bias.value as tf.Tensor1D);
  }
}
