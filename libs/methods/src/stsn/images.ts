import * as tf from '@tensorflow/tfjs-core';
import type { StsnConfig } from '@jiagu/config';
import type { Decoder } from '@jiagu/decoder';
import { l1Mean, mseMean, noGrad } from '@jiagu/nn';
import type { Slices } from '@jiagu/perceptual';
import _ from 'lodash';

/**
 * The decoder's domain codes [codes.length count] for concatenated batches: `count` times the first code, and so on.
 */
export function domainCodes(codes: readonly (0 | 1)[], count: number): tf.Tensor1D {
  return tf.tensor1d(codes.flatMap((code) => Array<number>(count).fill(code)));
}

/**
 * The source structures in more textures than their own partner's: the next target image's, the one's after that, ...
 * as many as `textures` asks for. No gradient enters them.
 */
export function moreTextures(
  G: Decoder,
  { textures: wanted }: Pick<StsnConfig, 'textures'>,
  structures: tf.Tensor4D,
  textures: tf.Tensor2D,
): tf.Tensor4D[] {
  const count = structures.shape[0];
  return noGrad(() =>
    _.range(1, wanted).map((by) => {
      const next = tf.tensor1d(
        _.times(count, (i) => (i + by) % count),
        'int32',
      );
      return G.forward(structures, tf.gather(textures, next), domainCodes([1], count));
    }),
  );
}

/** Splits the slices of concatenated batches into those of each batch. */
export function splitSlices(slices: Slices, batches: number): Slices[] {
  const parts = slices.map((slice) => tf.split(slice, batches) as tf.Tensor4D[]);
  return Array.from({ length: batches }, (_, batch) => parts.map((part) => part[batch]) as Slices);
}

/** Weighted L1 and squared error, for what small perceptual networks miss: the ground, and thin bright strokes. */
export function pixelError(
  drawn: tf.Tensor4D,
  image: tf.Tensor4D,
  { pixelL1, pixelMse }: StsnConfig['weights'],
): tf.Scalar {
  return tf.add(tf.mul(l1Mean(drawn, image), pixelL1), tf.mul(mseMean(drawn, image), pixelMse));
}
