import * as tf from '@tensorflow/tfjs-core';
import type { StsnConfig } from '@jiagu/config';
import { l1Mean, mseMean } from '@jiagu/nn';
import type { Slices } from '@jiagu/perceptual';

/** The decoder's domain plane for batches in a row: `count` times the first code, then the second, ... */
export function domainCodes(codes: readonly (0 | 1)[], count: number): tf.Tensor1D {
  return tf.tensor1d(codes.flatMap((code) => Array<number>(count).fill(code)));
}

/** Takes the slices of batches in a row apart again. */
export function splitSlices(slices: Slices, batches: number): Slices[] {
  const parts = slices.map((slice) => tf.split(slice, batches) as tf.Tensor4D[]);
  return Array.from({ length: batches }, (_, batch) => parts.map((part) => part[batch]) as Slices);
}

/** What small perceptual networks don't see: L1 for the ground, squares for thin bright strokes. */
export function pixelError(
  drawn: tf.Tensor4D,
  image: tf.Tensor4D,
  { pixelL1, pixelMse }: StsnConfig['weights'],
): tf.Scalar {
  return tf.add(tf.mul(l1Mean(drawn, image), pixelL1), tf.mul(mseMean(drawn, image), pixelMse));
}
