import * as tf from '@tensorflow/tfjs-core';
import { hasFusedKernel, runFusedKernel } from './fused-kernel.js';

/** Running statistics [C] and the weight of the batch in them (PyTorch's momentum, there 0.1 by default). */
export interface RunningStatistics {
  mean: tf.Tensor1D;
  variance: tf.Tensor1D;
  momentum: number;
}

interface BatchNormResult {
  /** [N, H, W, C], normalised with the biased variance of the batch */
  y: tf.Tensor4D;
  /** [C]: mean of the batch or, where running statistics were given, their next mean */
  mean: tf.Tensor1D;
  /** [C]: unbiased variance of the batch or, where running statistics were given, their next variance */
  variance: tf.Tensor1D;
}

/**
 * Batch normalisation in training (Ioffe 2015) with PyTorch's conventions.
 *
 * Differentiable in x, scale and offset through `y` alone; `mean` and `variance` carry no gradient. Updating the
 * running statistics takes no extra time.
 *
 * @param x [N, H, W, C]
 * @param scale [C]
 * @param offset [C]
 * @returns tensors disposed by the caller or a tidy
 * @throws Error when each channel has only one value, so that its variance is not defined
 */
export function batchNorm(
  x: tf.Tensor4D,
  scale: tf.Tensor1D,
  offset: tf.Tensor1D,
  epsilon: number,
  running?: RunningStatistics,
): BatchNormResult {
  if (x.size <= x.shape[3])
    throw new Error(
      `batchNorm: more than one value per channel is needed in training, got shape [${x.shape.join(', ')}]`,
    );
  if (!hasFusedKernel('JiaguBatchNorm')) return portableBatchNorm(x, scale, offset, epsilon, running);
  const [y, mean, variance, ...reserved] = runFusedKernel<
    [tf.Tensor4D, tf.Tensor1D, tf.Tensor1D, ...tf.Tensor[]]
  >(
    'JiaguBatchNorm',
    { x, scale, offset, ...(running && { runningMean: running.mean, runningVariance: running.variance }) },
    { epsilon, momentum: running?.momentum ?? 1 },
  );
  tf.dispose(reserved);
  return { y, mean, variance };
}

/** {@link batchNorm} in public operations. */
export function portableBatchNorm(
  x: tf.Tensor4D,
  scale: tf.Tensor1D,
  offset: tf.Tensor1D,
  epsilon: number,
  running?: RunningStatistics,
): BatchNormResult {
  const count = x.size / x.shape[3];
  const next = (old: tf.Tensor1D, batch: tf.Tensor1D, momentum: number): tf.Tensor1D =>
    tf.add(tf.mul(old, 1 - momentum), tf.mul(batch, momentum));
  const [y, mean, variance] = tf.tidy((): [tf.Tensor4D, tf.Tensor1D, tf.Tensor1D] => {
    const mean: tf.Tensor1D = tf.mean(x, [0, 1, 2]);
    // Not squaredDifference: its gradient in tfjs forgets to sum over broadcast axes.
    const biased: tf.Tensor1D = tf.mean(tf.square(tf.sub(x, mean)), [0, 1, 2]);
    const unbiased: tf.Tensor1D = tf.mul(biased, count / (count - 1));
    const y = portableBatchNormInference(x, scale, offset, mean, biased, epsilon);
    if (!running) return [y, mean, unbiased];
    const { momentum } = running;
    return [y, next(running.mean, mean, momentum), next(running.variance, unbiased, momentum)];
  });
  return { y, mean, variance };
}

/**
 * Batch normalisation with given statistics: (x - mean) / sqrt(variance + epsilon) * scale + offset.
 *
 * Differentiable in x, scale and offset.
 *
 * @param x [N, H, W, C]; the rest [C]
 */
export function batchNormInference(
  x: tf.Tensor4D,
  scale: tf.Tensor1D,
  offset: tf.Tensor1D,
  mean: tf.Tensor1D,
  variance: tf.Tensor1D,
  epsilon: number,
): tf.Tensor4D {
  if (!hasFusedKernel('JiaguBatchNormInference'))
    return portableBatchNormInference(x, scale, offset, mean, variance, epsilon);
  return runFusedKernel('JiaguBatchNormInference', { x, scale, offset, mean, variance }, { epsilon });
}

/** {@link batchNormInference} in public operations. */
export const portableBatchNormInference = (
  x: tf.Tensor4D,
  scale: tf.Tensor1D,
  offset: tf.Tensor1D,
  mean: tf.Tensor1D,
  variance: tf.Tensor1D,
  epsilon: number,
): tf.Tensor4D =>
  tf.tidy(() => {
    const slope = tf.mul(scale, tf.rsqrt(tf.add(variance, epsilon)));
    return tf.add(tf.mul(tf.sub(x, mean), slope), offset);
  });
