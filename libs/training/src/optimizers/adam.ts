import * as tf from '@tensorflow/tfjs-core';
import { Buffer, hostScalar, type Parameter, type StateDict } from '@jiagu/nn';
import { Optimizer } from './optimizer.js';

/** Decay rates of the moment estimates of {@link Adam}. */
export interface AdamOptions {
  /** of the first moment, 0 to 1 */
  beta1: number;
  /** of the second moment, 0 to 1 */
  beta2: number;
}

const EPSILON = 1e-8;

/** Adam (Kingma 2015) as in torch.optim.Adam: eps = 1e-8 is added to the bias-corrected root; no weight decay. */
export class Adam extends Optimizer {
  override readonly buffers: { step: Buffer; exp_avg: Buffer; exp_avg_sq: Buffer };

  constructor(
    parameters: readonly Parameter[],
    private readonly options: AdamOptions,
  ) {
    super(parameters);
    this.buffers = {
      step: new Buffer(tf.scalar(0)),
      exp_avg: new Buffer(tf.zeros([this.size])),
      exp_avg_sq: new Buffer(tf.zeros([this.size])),
    };
  }

  protected override update(values: tf.Tensor1D, gradient: tf.Tensor1D, rate: () => number): tf.Tensor1D {
    const { beta1, beta2 } = this.options;
    const { exp_avg, exp_avg_sq } = this.buffers;
    const towards = (average: tf.Tensor, x: tf.Tensor, beta: number): tf.Tensor =>
      tf.add(average, tf.mul(tf.sub(x, average), 1 - beta));
    exp_avg.assign(towards(exp_avg.value, gradient, beta1));
    exp_avg_sq.assign(towards(exp_avg_sq.value, tf.square(gradient), beta2));
    // m / (1 - b1^t) / (sqrt(v / (1 - b2^t)) + eps), both corrections drawn out of the vectors. What the host does is
    // in these functions, so that a recorded update can be replayed.
    const correction = (): number => Math.sqrt(1 - beta2 ** this.updates);
    const scale = hostScalar(() => {
      this.updates++;
      return (rate() * correction()) / (1 - beta1 ** this.updates);
    });
    const epsilon = hostScalar(() => EPSILON * correction());
    return tf.sub(values, tf.div(tf.mul(exp_avg.value, scale), tf.add(tf.sqrt(exp_avg_sq.value), epsilon)));
  }

  override stateDict(prefix: string): StateDict {
    this.buffers.step.assign(tf.scalar(this.updates));
    return super.stateDict(prefix);
  }

  override loadStateDict(state: StateDict, prefix: string): void {
    super.loadStateDict(state, prefix);
    this.updates = this.buffers.step.value.dataSync()[0] ?? 0;
  }
}
