import * as tf from '@tensorflow/tfjs-core';
import { instanceNorm } from '@jiagu/nn';
import { CriticLayer, type Trace } from './critic-layer.js';

const EPSILON = 1e-5;

/** Instance norm without scale and offset, [N, H, W, C]: over the pixels of each sample and channel. */
export class InstanceNorm extends CriticLayer {
  override trace(x: tf.Tensor4D): Trace<tf.Tensor4D, tf.Tensor4D> {
    const mean = (t: tf.Tensor4D): tf.Tensor4D => tf.mean(t, [1, 2], true);
    return {
      y: instanceNorm(x, EPSILON),
      adjoint: (dy) => {
        const centred = tf.sub<tf.Tensor4D>(x, mean(x));
        const factor = tf.rsqrt(tf.add(mean(tf.square(centred)), EPSILON));
        const unit = tf.mul<tf.Tensor4D>(centred, factor);
        const along = tf.mul(unit, mean(tf.mul(dy, unit)));
        return tf.mul(tf.sub(tf.sub(dy, mean(dy)), along), factor);
      },
    };
  }
}
