import * as tf from '@tensorflow/tfjs-core';
import { hasFusedKernel, runFusedKernel } from './fused-kernel.js';

/**
 * Moves channels into space (Shi 2016): [N, H, W, C r r] -> [N, H r, W r, C].
 *
 * As in PyTorch, channel c r r + i r + j becomes row i, column j of channel c; TensorFlow's depthToSpace orders the
 * channels differently.
 *
 * @throws Error when the channels are not a multiple of r r
 */
export function pixelShuffle(x: tf.Tensor4D, factor: number): tf.Tensor4D {
  if (x.shape[3] % factor ** 2 !== 0)
    throw new Error(`pixelShuffle: ${x.shape[3]} channels are not a multiple of ${factor} x ${factor}`);
  if (!hasFusedKernel('JiaguPixelShuffle')) return portablePixelShuffle(x, factor);
  return runFusedKernel('JiaguPixelShuffle', { x }, { factor });
}

/** {@link pixelShuffle} in public operations. */
export const portablePixelShuffle = (x: tf.Tensor4D, factor: number): tf.Tensor4D =>
  tf.tidy(() => {
    const [n, h, w, channels] = x.shape;
    const c = channels / factor ** 2;
    const split = tf.reshape(x, [n, h, w, c, factor, factor]);
    return tf.reshape(tf.transpose(split, [0, 1, 4, 2, 5, 3]), [n, h * factor, w * factor, c]);
  });
