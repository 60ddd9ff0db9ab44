import * as tf from '@tensorflow/tfjs-core';
import type { RandomStream } from '@jiagu/random';
import { normalOf } from '../initializers.js';
import { Module } from '../module.js';
import { linear } from '../ops/linear.js';
import { Parameter } from '../parameter.js';

/**
 * A linear layer with equalised learning rate (Karras 2018), [N, in] -> [N, out]: weights from N(0, 1) / rate,
 * multiplied by rate / sqrt(in) at each use; the bias is multiplied by rate.
 */
export class EqualisedLinear extends Module {
  readonly weight: Parameter;
  readonly bias: Parameter;
  private readonly rate: number;

  /**
   * @param rate factor on the learning rate; default 1
   * @param offsets initial bias of each unit; default 0
   */
  constructor(
    private readonly input: number,
    output: number,
    { rate = 1, offsets }: { rate?: number; offsets?: (unit: number) => number },
    random: RandomStream,
  ) {
    super();
    this.rate = rate;
    const fan = { in: input, out: output };
    this.weight = new Parameter(normalOf(0, 1 / rate)([input, output], fan, random), 'linear');
    this.bias = new Parameter(tf.tensor1d(Array.from({ length: output }, (_, unit) => offsets?.(unit) ?? 0)));
  }

  forward(x: tf.Tensor2D): tf.Tensor2D {
    return tf.tidy(() => {
      const weight: tf.Tensor2D = tf.mul(this.weight.value, this.rate / Math.sqrt(this.input));
      return linear(x, weight, tf.mul<tf.Tensor1D>(this.bias.value, this.rate));
    });
  }
}
