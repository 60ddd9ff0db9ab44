import * as tf from '@tensorflow/tfjs-core';
import { MinibatchDiscrimination, minibatchStddev, minibatchStddevAdjoint, noGrad } from '@jiagu/nn';
import type { RandomStream } from '@jiagu/random';
import { CriticLayer, type Trace } from './critic-layer.js';

/**
 * {@link minibatchStddev} of images [N, H, W, C] or features [N, C]; a sample's output depends on those of its group.
 */
export class StandardDeviation extends CriticLayer {
  constructor(private readonly groupSize: number) {
    super();
  }

  override trace(x: tf.Tensor2D | tf.Tensor4D): Trace {
    const spatial = (t: tf.Tensor): tf.Tensor4D =>
      t.rank === 4 ? (t as tf.Tensor4D) : tf.reshape(t, [t.shape[0] as number, 1, 1, t.shape[1] as number]);
    const flat = (t: tf.Tensor4D): tf.Tensor => (x.rank === 4 ? t : tf.reshape(t, [t.shape[0], t.shape[3]]));
    const pixels = spatial(x);
    return {
      y: flat(minibatchStddev(pixels, this.groupSize)),
      adjoint: (dy) => flat(minibatchStddevAdjoint(pixels, spatial(dy), this.groupSize)),
    };
  }
}

/** {@link MinibatchDiscrimination}; a sample's output depends on the others of its batch. */
export class Closeness extends CriticLayer {
  readonly discrimination: MinibatchDiscrimination;

  constructor(features: number, kernels: number, dimensions: number, random: RandomStream) {
    super();
    this.discrimination = new MinibatchDiscrimination(features, kernels, dimensions, random);
  }

  override trace(x: tf.Tensor2D): Trace<tf.Tensor2D, tf.Tensor2D> {
    return { y: this.discrimination.forward(x), adjoint: (dy) => this.adjoint(x, dy) };
  }

  /** The gradient of exp(-|M_i - M_j|)'s sums goes to both samples of a pair, with opposite signs. */
  private adjoint(x: tf.Tensor2D, dy: tf.Tensor2D): tf.Tensor2D {
    const { value } = this.discrimination.T;
    const [features, kernels, dimensions] = value.shape as [number, number, number];
    const [count] = x.shape;
    const T = tf.reshape(value, [features, kernels * dimensions]);
    const projected = tf.matMul(x, T);
    const difference = tf.sub(
      tf.reshape(projected, [count, 1, kernels, dimensions]),
      tf.reshape(projected, [1, count, kernels, dimensions]),
    );
    const closeness = tf.exp(tf.neg(tf.sum(tf.abs(difference), 3, true)));
    const [ofInput, ofKernels] = tf.split(dy, [features, kernels], 1) as [tf.Tensor2D, tf.Tensor2D];
    const ofPair = tf.add(
      tf.reshape(ofKernels, [count, 1, kernels, 1]),
      tf.reshape(ofKernels, [1, count, kernels, 1]),
    );
    const signs = noGrad(() => tf.sign(difference));
    const ofProjected = tf.neg(tf.sum(tf.mul(tf.mul(ofPair, closeness), signs), 1));
    return tf.add(
      ofInput,
      tf.matMul(tf.reshape(ofProjected, [count, kernels * dimensions]), T as tf.Tensor2D, false, true),
    );
  }
}

/** Samples in a group, as in StyleGAN's critic. */
const GROUP_SIZE = 4;
/** As in Salimans 2016. */
const [KERNELS, DIMENSIONS] = [50, 5];

/**
 * The layer that a configuration names, ahead of the score.
 * @returns the layer (none for `none`), and how many features it adds
 */
export function minibatchLayer(
  choice: 'none' | 'stddev' | 'discrimination',
  features: number,
  random: RandomStream,
): { layers: CriticLayer[]; added: number } {
  switch (choice) {
    case 'none':
      return { layers: [], added: 0 };
    case 'stddev':
      return { layers: [new StandardDeviation(GROUP_SIZE)], added: 1 };
    case 'discrimination':
      return { layers: [new Closeness(features, KERNELS, DIMENSIONS, random)], added: KERNELS };
  }
}
