import type * as tf from '@tensorflow/tfjs-core';
import type { RandomStream } from '@jiagu/random';
import { Module } from '../module.js';
import { scaledLeakyRelu } from '../ops/leaky-relu.js';
import { EqualisedLinear } from './equalised-linear.js';

/** StyleGAN's mapping network, [N, in] -> [N, width]: equalised linear layers, each with a {@link scaledLeakyRelu}. */
export class MappingNetwork extends Module {
  readonly layers: EqualisedLinear[];

  constructor(
    input: number,
    { layers, width, rate }: { layers: number; width: number; rate: number },
    random: RandomStream,
  ) {
    super();
    this.layers = Array.from(
      { length: layers },
      (_, i) => new EqualisedLinear(i === 0 ? input : width, width, { rate }, random),
    );
  }

  forward(x: tf.Tensor2D): tf.Tensor2D {
    return this.layers.reduce((y, layer) => scaledLeakyRelu(layer.forward(y)), x);
  }
}
