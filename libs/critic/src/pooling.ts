import * as tf from '@tensorflow/tfjs-core';
import { doublePixels } from '@jiagu/nn';
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

/** Repeats each pixel in a 2 x 2 block, [N, H, W, C] -> [N, 2H, 2W, C]. */
export class DoublePixels extends CriticLayer {
  override trace(x: tf.Tensor4D): Trace<tf.Tensor4D, tf.Tensor4D> {
    return { y: doublePixels(x), adjoint: (dy) => tf.mul(tf.avgPool(dy, 2, 2, 'valid'), 4) };
  }
}

/** Blurs [N, H, W, C] with 1-2-1 along both axes, divided by 16, zeros outside. It is its own adjoint. */
export class Blur extends CriticLayer {
  override trace(x: tf.Tensor4D): Trace<tf.Tensor4D, tf.Tensor4D> {
    const blur = (t: tf.Tensor4D): tf.Tensor4D => blurAxis(blurAxis(t, 1), 2);
    return { y: blur(x), adjoint: blur };
  }
}

function blurAxis(x: tf.Tensor4D, axis: 1 | 2): tf.Tensor4D {
  const padded = tf.pad(
    x,
    [0, 1, 2, 3].map((each): [number, number] => (each === axis ? [1, 1] : [0, 0])),
  );
  const from = (start: number): tf.Tensor4D =>
    tf.slice(
      padded,
      [0, 1, 2, 3].map((each) => (each === axis ? start : 0)),
      x.shape,
    );
  return tf.add(tf.mul(x, 0.5), tf.mul(tf.add(from(0), from(2)), 0.25));
}
