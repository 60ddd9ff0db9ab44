import * as tf from '@tensorflow/tfjs-core';
import { Buffer, hostScalar, type Parameter } from '@jiagu/nn';
import { Optimizer } from './optimizer.js';

/** Settings of {@link Rmsprop}. */
export interface RmspropOptions {
  /** decay rate of the average of squared gradients, 0 to 1 */
  alpha: number;
}

const EPSILON = 1e-8;

/** RMSprop as in torch.optim.RMSprop: v = alpha v + (1 - alpha) g^2; p -= rate g / (sqrt(v) + 1e-8). */
export class Rmsprop extends Optimizer {
  override readonly buffers: { square_avg: Buffer };

  constructor(
    parameters: readonly Parameter[],
    private readonly options: RmspropOptions,
  ) {
    super(parameters);
    this.buffers = { square_avg: new Buffer(tf.zeros([this.size])) };
  }

  protected override update(values: tf.Tensor1D, gradient: tf.Tensor1D, rate: () => number): tf.Tensor1D {
    const { square_avg } = this.buffers;
    const { alpha } = this.options;
    square_avg.assign(
      tf.add(square_avg.value, tf.mul(tf.sub(tf.square(gradient), square_avg.value), 1 - alpha)),
    );
    const direction = tf.div(gradient, tf.add(tf.sqrt(square_avg.value), EPSILON));
    return tf.sub(values, tf.mul(direction, hostScalar(rate)));
  }
}
