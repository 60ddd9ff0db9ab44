import * as tf from '@tensorflow/tfjs-core';
import { hasFusedKernel, runFusedKernel } from './fused-kernel.js';

/**
 * Instance normalisation (Ulyanov 2016) over H, W of each sample and channel, without scale and offset:
 * (x - mean) / sqrt(biased variance + epsilon).
 *
 * @param x [N, H, W, C]
 */
export function instanceNorm(x: tf.Tensor4D, epsilon: number): tf.Tensor4D {
  if (!hasFusedKernel('JiaguInstanceNorm')) return portableInstanceNorm(x, epsilon);
  const [y, ...reserved] = runFusedKernel<[tf.Tensor4D, ...tf.Tensor[]]>(
    'JiaguInstanceNorm',
    { x },
    { epsilon },
  );
  tf.dispose(reserved);
  return y;
}

/** {@link instanceNorm} in public operations. */
export const portableInstanceNorm = (x: tf.Tensor4D, epsilon: number): tf.Tensor4D =>
  tf.tidy(() => {
    const centred = tf.sub(x, tf.mean(x, [1, 2], true));
    const variance = tf.mean(tf.square(centred), [1, 2], true);
    return tf.mul(centred, tf.rsqrt(tf.add(variance, epsilon)));
  });
