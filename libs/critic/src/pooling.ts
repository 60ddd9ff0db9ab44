import * as tf from '@tensorflow/tfjs-core';
import { CriticLayer, type Trace } from './critic-layer.js';

/** Mean over windows that don't overlap, [N, H, W, C] -> [N, H / window, W / window, C]. */
export class AveragePool extends CriticLayer {
  constructor(private readonly window: number) {
    super();
  }

  /** @throws Error when the windows don't fill the image */
  override trace(x: tf.Tensor4D): Trace<tf.Tensor4D, tf.Tensor4D> {
    const { window } = this;
    const [, height, width] = x.shape;
    if (height % window !== 0 || width % window !== 0)
      throw new Error(
        `windows of ${window} x ${window} don't fill ${height} x ${width} pixels: change the image size`,
      );
    return {
      y: tf.avgPool(x, window, window, 'valid'),
      adjoint: (dy) => tf.div(tf.image.resizeNearestNeighbor(dy, [height, width]), window ** 2),
    };
  }
}

/** Sum over all pixels, [N, H, W, C] -> [N, C]. */
export class SumPool extends CriticLayer {
  override trace(x: tf.Tensor4D): Trace<tf.Tensor2D, tf.Tensor4D> {
    const [count, height, width, channels] = x.shape;
    return {
      y: tf.sum(x, [1, 2]),
      adjoint: (dy) => tf.mul(tf.reshape(dy, [count, 1, 1, channels]), tf.ones([1, height, width, 1])),
    };
  }
}
