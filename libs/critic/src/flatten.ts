import * as tf from '@tensorflow/tfjs-core';
import { CriticLayer, type Trace } from './critic-layer.js';

/** [N, H, W, C] -> [N, C H W], channels first as PyTorch orders them. */
export class Flatten extends CriticLayer {
  override trace(x: tf.Tensor4D): Trace<tf.Tensor2D, tf.Tensor4D> {
    const [count, height, width, channels] = x.shape;
    return {
      y: tf.reshape(tf.transpose(x, [0, 3, 1, 2]), [count, channels * height * width]),
      adjoint: (dy) => tf.transpose(tf.reshape(dy, [count, channels, height, width]), [0, 2, 3, 1]),
    };
  }
}

/** The inverse of {@link Flatten} for square images: [N, C side side] -> [N, side, side, C]. */
export class Unflatten extends CriticLayer {
  constructor(
    private readonly side: number,
    private readonly channels: number,
  ) {
    super();
  }

  override trace(x: tf.Tensor2D): Trace<tf.Tensor4D, tf.Tensor2D> {
    const { side, channels } = this;
    const planes: tf.Tensor4D = tf.reshape(x, [x.shape[0], channels, side, side]);
    return {
      y: tf.transpose(planes, [0, 2, 3, 1]),
      adjoint: (dy) => tf.reshape(tf.transpose(dy, [0, 3, 1, 2]), x.shape),
    };
  }
}
