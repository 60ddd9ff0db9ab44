import * as tf from '@tensorflow/tfjs-core';
import { Conv2d, layerNorm, Linear, Module, Parameter, relu } from '@jiagu/nn';
import type { RandomStream } from '@jiagu/random';

const EPSILON = 1e-5;

/** Layer normalisation over a whole image, then a scale and an offset per channel, initially 1 and 0. */
export class ImageNorm extends Module {
  readonly weight: Parameter;
  readonly bias: Parameter;

  constructor(channels: number) {
    super();
    this.weight = new Parameter(tf.ones([channels]));
    this.bias = new Parameter(tf.zeros([channels]));
  }

  /** @param x [N, H, W, channels] */
  forward(x: tf.Tensor4D): tf.Tensor4D {
    return layerNorm(x, this.weight.value as tf.Tensor1D, this.bias.value as tf.Tensor1D, EPSILON);
  }
}

/**
 * A residual block of two 3 x 3 convolutions, norm and ReLU before each; a vector scales and shifts the channels of the
 * second norm (Dhariwal 2021).
 */
export class ConditionedBlock extends Module {
  readonly norm1: ImageNorm;
  readonly conv1: Conv2d;
  readonly condition: Linear;
  readonly norm2: ImageNorm;
  readonly conv2: Conv2d;
  readonly shortcut: Conv2d | null;

  /** @param condition length of the vector */
  constructor(
    input: number,
    private readonly output: number,
    condition: number,
    random: RandomStream,
  ) {
    super();
    this.norm1 = new ImageNorm(input);
    this.conv1 = new Conv2d(input, output, 3, { padding: 1 }, random);
    this.condition = new Linear(condition, 2 * output, 'torch', random);
    this.norm2 = new ImageNorm(output);
    this.conv2 = new Conv2d(output, output, 3, { padding: 1 }, random);
    this.shortcut = input === output ? null : new Conv2d(input, output, 1, {}, random);
  }

  /**
   * @param x [N, H, W, input]
   * @param vector [N, condition]
   * @returns [N, H, W, output]
   */
  forward(x: tf.Tensor4D, vector: tf.Tensor2D): tf.Tensor4D {
    const hidden = this.norm2.forward(this.conv1.forward(relu(this.norm1.forward(x))));
    const both = tf.reshape(this.condition.forward(vector), [-1, 1, 1, 2 * this.output]);
    const [scale, shift] = [0, this.output].map((begin) =>
      tf.slice(both, [0, 0, 0, begin], [-1, 1, 1, this.output]),
    ) as [tf.Tensor4D, tf.Tensor4D];
    const conditioned: tf.Tensor4D = tf.add(tf.mul(hidden, tf.add(scale, 1)), shift);
    return tf.add(this.conv2.forward(relu(conditioned)), this.shortcut?.forward(x) ?? x);
  }
}
