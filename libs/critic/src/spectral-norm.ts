import * as tf from '@tensorflow/tfjs-core';
import { Buffer, Module, noGrad } from '@jiagu/nn';
import type { RandomStream } from '@jiagu/random';

/** PyTorch's: lengths below it count as this much. */
const SHORTEST = 1e-12;

/**
 * Divides a weight by an estimate of its greatest singular value (Miyato 2018), that of the matrix [out, rest] with the
 * rest in PyTorch's order. `u` and `v` are PyTorch's `weight_u` and `weight_v`.
 */
export class SpectralNorm extends Module {
  readonly u: Buffer;
  readonly v: Buffer;

  /** @param weight [kh, kw, in, out] or [in, out], for the first estimate */
  constructor(weight: tf.Tensor, random: RandomStream) {
    super();
    const [u, v] = tf.tidy(() => {
      const matrix = torchMatrix(weight);
      const start = normalise(tf.tensor1d(Array.from({ length: matrix.shape[0] }, () => random.normal())));
      return [start, normalise(tf.dot(start, matrix))];
    });
    this.u = new Buffer(u);
    this.v = new Buffer(v);
  }

  /**
   * @param weight of the shape that the constructor got; the gradient takes u and v for constants
   * @param training true: one step of the power iteration before; false: the estimate of the last training pass
   */
  divide<T extends tf.Tensor>(weight: T, training: boolean): T {
    return tf.tidy(() => {
      const matrix = torchMatrix(weight);
      if (training) noGrad(() => this.iterate(matrix));
      const sigma = tf.sum(tf.mul(this.u.value, tf.dot(matrix, this.v.value)));
      return tf.div<T>(weight, sigma);
    });
  }

  private iterate(matrix: tf.Tensor2D): void {
    const v = normalise(tf.dot(this.u.value, matrix));
    this.u.assign(normalise(tf.dot(matrix, v)));
    this.v.assign(v);
  }
}

function torchMatrix(weight: tf.Tensor): tf.Tensor2D {
  const ordered = tf.transpose(weight, weight.rank === 4 ? [3, 2, 0, 1] : [1, 0]);
  return tf.reshape(ordered, [ordered.shape[0] as number, -1]);
}

const normalise = (x: tf.Tensor): tf.Tensor => tf.tidy(() => tf.div(x, tf.maximum(tf.norm(x), SHORTEST)));
