import * as tf from '@tensorflow/tfjs-core';
import { Linear, linear, normalOf, reorder, type Parameter } from '@jiagu/nn';
import type { RandomStream } from '@jiagu/random';
import { weigh, type Weighting } from './convolution.js';
import { CriticLayer, type Trace } from './critic-layer.js';
import { SpectralNorm } from './spectral-norm.js';

/** x W + b, [N, in] -> [N, out]. */
export class FullyConnected extends CriticLayer {
  readonly weight: Parameter;
  readonly bias: Parameter;
  readonly spectral: SpectralNorm | null;
  private readonly factor: number;

  constructor(
    input: number,
    output: number,
    { equalised = false, spectralNorm, init }: Omit<Weighting, 'bias'>,
    random: RandomStream,
  ) {
    super();
    const { weight, bias } = new Linear(
      input,
      output,
      equalised ? normalOf(0, 1) : (init ?? 'torch'),
      random,
    );
    this.weight = weight;
    this.bias = bias;
    this.factor = equalised ? 1 / Math.sqrt(input) : 1;
    this.spectral = spectralNorm ? new SpectralNorm(weight, random) : null;
  }

  override trace(x: tf.Tensor2D, training: boolean): Trace<tf.Tensor2D, tf.Tensor2D> {
    const weight = weigh<tf.Tensor2D>(this.weight, this.spectral, this.factor, training);
    return {
      y: linear(x, weight, this.bias.value as tf.Tensor1D),
      adjoint: (dy) => tf.matMul(dy, weight, false, true),
    };
  }

  /** Reorders the outputs: output i becomes what output `order[i]` was. */
  reorderOutputs(order: readonly number[]): void {
    reorder(this.weight, order, 1);
    reorder(this.bias, order, 0);
    this.spectral?.reorderOutputs(order);
  }
}
