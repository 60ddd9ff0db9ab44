import * as tf from '@tensorflow/tfjs-core';
import type { RandomStream } from '@jiagu/random';
import { uniform } from '../initializers.js';
import { Module } from '../module.js';
import { layerNorm } from '../ops/layer-norm.js';
import { Parameter } from '../parameter.js';

/**
 * STSN's layer normalisation: over C, H, W of one sample, (x - mean) / (std + 1e-5) with the unbiased standard
 * deviation, then a scale (from U[0, 1)) and an offset (0) per channel. x is [N, H, W, channels].
 */
export class LayerNorm extends Module {
  readonly gamma: Parameter;
  readonly beta: Parameter;

  constructor(channels: number, random: RandomStream) {
    super();
    this.gamma = new Parameter(uniform([channels], 0, 1, random));
    this.beta = new Parameter(tf.zeros([channels]));
  }

  forward(x: tf.Tensor4D): tf.Tensor4D {
    return layerNorm(x, this.gamma.value as tf.Tensor1D, this.beta.value as tf.Tensor1D, 1e-5);
  }
}
