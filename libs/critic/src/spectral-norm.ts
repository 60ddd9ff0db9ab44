import * as tf from '@tensorflow/tfjs-core';
import { Buffer, Module, noGrad, reorder, type Parameter } from '@jiagu/nn';
import type { RandomStream } from '@jiagu/random';

/** Lower bound of a length before dividing by it, as in PyTorch. */
const SHORTEST = 1e-12;

/**
 * Divides a weight by an estimate of its greatest singular value (Miyato 2018): that of the matrix [out, rest], the
 * rest in PyTorch's order, or of an embedding's [classes, features]. `u` and `v` are PyTorch's `weight_u` and
 * `weight_v`.
 */
export class SpectralNorm extends Module {
  readonly u: Buffer;
  readonly v: Buffer;

  /**
   * @param weight for the first estimate
   * @throws Error for a parameter that is not the weight of a layer
   */
  constructor(weight: Parameter, random: RandomStream) {
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
   * The weight divided by the estimate; the gradient treats u and v as constants.
   * @param weight the one that the constructor got
   * @param training true: take one step of the power iteration first; false: use the estimate of the last training pass
   */
  divide<T extends tf.Tensor>(weight: Parameter, training: boolean): T {
    return tf.tidy(() => {
      const matrix = torchMatrix(weight);
      if (training) noGrad(() => this.iterate(matrix));
      const sigma = tf.sum(tf.mul(this.u.value, tf.dot(matrix, this.v.value)));
      return tf.div<T>(weight.value, sigma);
    });
  }

  /** Follows a reordering of the weight's outputs: output i becomes what output `order[i]` was. */
  reorderOutputs(order: readonly number[]): void {
    reorder(this.u, order, 0);
  }

  private iterate(matrix: tf.Tensor2D): void {
    const v = normalise(tf.dot(this.u.value, matrix));
    this.u.assign(normalise(tf.dot(matrix, v)));
    this.v.assign(v);
  }
}

/** Axes of the memory's layout that make [out, rest], the rest in PyTorch's order. */
const outputsFirst = { linear: [1, 0], conv: [3, 2, 0, 1], 'conv-transpose': [2, 3, 0, 1] };

function torchMatrix({ value, layout }: Parameter): tf.Tensor2D {
  if (layout === 'plain') throw new Error('spectral norm needs the weight of a layer, not another parameter');
  const ordered = tf.transpose(value, outputsFirst[layout]);
  return tf.reshape(ordered, [ordered.shape[0] as number, -1]);
}

const normalise = (x: tf.Tensor): tf.Tensor => tf.tidy(() => tf.div(x, tf.maximum(tf.norm(x), SHORTEST)));
