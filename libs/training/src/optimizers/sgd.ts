import * as tf from '@tensorflow/tfjs-core';
import { Buffer, hostScalar, type Parameter } from '@jiagu/nn';
import { Optimizer } from './optimizer.js';

/** Settings of {@link Sgd}. */
export interface SgdOptions {
  /** 0 for none */
  momentum: number;
  /** whether to use Nesterov momentum; false by default */
  nesterov?: boolean;
  /** added to the gradient as weightDecay x value */
  weightDecay: number;
}

/**
 * Stochastic gradient descent as in torch.optim.SGD: v = m v + g; p -= rate v, or with Nesterov p -= rate (g + m v).
 */
export class Sgd extends Optimizer {
  override readonly buffers: { momentum_buffer: Buffer };

  constructor(
    parameters: readonly Parameter[],
    private readonly options: SgdOptions,
  ) {
    super(parameters);
    // PyTorch starts from the first gradient: momentum times zero plus the gradient.
    this.buffers = { momentum_buffer: new Buffer(tf.zeros([this.size])) };
  }

  protected override update(values: tf.Tensor1D, gradient: tf.Tensor1D, rate: () => number): tf.Tensor1D {
    const { momentum, nesterov = false, weightDecay } = this.options;
    const { momentum_buffer } = this.buffers;
    const g = weightDecay > 0 ? tf.add(gradient, tf.mul(values, weightDecay)) : gradient;
    const velocity = tf.add(tf.mul(momentum_buffer.value, momentum), g);
    momentum_buffer.assign(velocity);
    const step = nesterov ? tf.add(g, tf.mul(velocity, momentum)) : velocity;
    return tf.sub(values, tf.mul(step, hostScalar(rate)));
  }
}
