import type * as tf from '@tensorflow/tfjs-core';
import type { TranslatorConfig } from '@jiagu/config';
import { BatchNorm2d, instanceNorm, normalOf } from '@jiagu/nn';
import type { RandomStream } from '@jiagu/random';

const EPSILON = 1e-5;

/** Batch norm, or null for instance norm, which has no parameters. */
export type Norm = BatchNorm2d | null;

/** A norm with fresh weights: scales from N(1, 0.02). */
export function buildNorm(kind: TranslatorConfig['norm'], channels: number, random: RandomStream): Norm {
  if (kind === 'instance') return null;
  const norm = new BatchNorm2d(channels, false);
  norm.weight.assign(normalOf(1, 0.02)([channels], { in: channels, out: channels }, random));
  return norm;
}

/** Applies a norm to x [N, H, W, channels]. */
export const normalise = (norm: Norm, x: tf.Tensor4D, training: boolean): tf.Tensor4D =>
  // A translator's images are of one domain, so there is one set of running statistics.
  norm ? norm.forward(x, { training, domain: 'source' }) : instanceNorm(x, EPSILON);
