import * as tf from '@tensorflow/tfjs-core';
import { hasFusedKernel, runFusedKernel } from './fused-kernel.js';

/**
 * The layer normalisation of STSN's decoder: over H, W, C of each sample, (x - mean) / (std + epsilon) with the
 * unbiased standard deviation, then a scale and an offset per channel.
 *
 * @param x [N, H, W, C] with more than one value per sample
 * @param scale [C]
 * @param offset [C]
 */
export function layerNorm(
  x: tf.Tensor4D,
  scale: tf.Tensor1D,
  offset: tf.Tensor1D,
  epsilon: number,
): tf.Tensor4D {
  if (!hasFusedKernel('JiaguLayerNorm')) return portableLayerNorm(x, scale, offset, epsilon);
  const [y, ...reserved] = runFusedKernel<[tf.Tensor4D, ...tf.Tensor[]]>(
    'JiaguLayerNorm',
    { x, scale, offset },
    { epsilon },
  );
  tf.dispose(reserved);
  return y;
}

/**
 * Far below the square of epsilon; keeps the gradient of the root finite (zero, as in PyTorch) for a constant sample.
 */
const SMALLEST = 1e-30;

/** {@link layerNorm} in public operations. */
export const portableLayerNorm = (
  x: tf.Tensor4D,
  scale: tf.Tensor1D,
  offset: tf.Tensor1D,
  epsilon: number,
): tf.Tensor4D =>
  tf.tidy(() => {
    const centred = tf.sub(x, tf.mean(x, [1, 2, 3], true));
    const values = x.size / x.shape[0];
    const variance = tf.div(tf.sum(tf.square(centred), [1, 2, 3], true), values - 1);
    // As tf.maximum(variance, SMALLEST), whose gradient can't be differentiated again.
    const positive = tf.add(tf.relu(tf.sub(variance, SMALLEST)), SMALLEST);
    const normalised = tf.div(centred, tf.add(tf.sqrt(positive), epsilon));
    return tf.add(tf.mul(normalised, scale), offset);
  });
