import type * as tf from '@tensorflow/tfjs-core';
import { BatchNorm2d, ConditionalBatchNorm2d, type Pass } from '@jiagu/nn';
import type { RandomStream } from '@jiagu/random';

/** Batch norm in a generator, with one scale and offset for all classes or one for each. */
export type Norm = BatchNorm2d | ConditionalBatchNorm2d;

/** A norm with fresh weights. @param classes 0: one scale and offset for all */
export const buildNorm = (channels: number, classes: number, random: RandomStream): Norm =>
  classes > 0 ? new ConditionalBatchNorm2d(channels, classes, random) : new BatchNorm2d(channels, false);

/** Applies a norm to x [N, H, W, channels]. A generator draws one domain, so there is one set of running statistics. */
export function normalise(
  norm: Norm,
  x: tf.Tensor4D,
  labels: tf.Tensor1D | null,
  training: boolean,
): tf.Tensor4D {
  const pass: Pass = { training, domain: 'source' };
  if (norm instanceof BatchNorm2d) return norm.forward(x, pass);
  return norm.forward(x, pass, labels as tf.Tensor1D); // The network has refused null where there are classes.
}
