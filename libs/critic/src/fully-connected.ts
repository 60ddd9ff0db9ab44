import * as tf from '@tensorflow/tfjs-core';
import { Linear, linear, type Parameter } from '@jiagu/nn';
import type { RandomStream } from '@jiagu/random';
import { CriticLayer, type Trace } from './critic-layer.js';
import { SpectralNorm } from './spectral-norm.js';

/** x W + b with PyTorch's initial values, [N, in] -> [N, out]. */
export class FullyConnected extends CriticLayer {
  readonly weight: Parameter;
  readonly bias: Parameter;
  readonly spectral: SpectralNorm | null;

  /** @param spectralNorm divide the weight by its spectral norm */
  constructor(input: number, output: number, spectralNorm: boolean, random: RandomStream) {
    super();
    const { weight, bias } = new Linear(input, output, 'torch', random);
    this.weight = weight;
    this.bias = bias;
    this.spectral = spectralNorm ? new SpectralNorm(weight.value, random) : null;
  }

  override trace(x: tf.Tensor2D, training: boolean): Trace<tf.Tensor2D, tf.Tensor2D> {
    const parameter = this.weight.value as tf.Tensor2D;
    const weight = this.spectral?.divide(parameter, training) ?? parameter;
    return {
      y: linear(x, weight, this.bias.value as tf.Tensor1D),
      adjoint: (dy) => tf.matMul(dy, weight, false, true),
    };
  }
}
