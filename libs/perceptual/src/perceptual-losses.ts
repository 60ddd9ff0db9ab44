import * as tf from '@tensorflow/tfjs-core';
import { globalAveragePool, l1Mean } from '@jiagu/nn';
import type { Slices } from './perceptual-network.js';

/**
 * R of the paper: sum_i w_i mean|phi_i(a) - phi_i(b)|.
 * @param a slices of reconstructions
 * @param b slices of the images themselves
 * @param weights w_i, one for each of the five slices
 */
export function reconstructionLoss(a: Slices, b: Slices, weights: readonly number[]): tf.Scalar {
  return weightedSum(
    a.map((slice, i) => l1Mean(slice, b[i] as tf.Tensor4D)),
    weights,
  );
}

/** Weights of {@link translationLoss}. */
export interface TranslationWeights {
  /** weights of the first three slices, whose averages over H and W are compared with the texture image's */
  texture: readonly number[];
  /** weights of the last two, compared element by element with the structure image's */
  structure: readonly number[];
}

/**
 * P of the paper: distance from the texture of one image in the low slices and from the structure of another in the
 * high ones.
 */
export function translationLoss(
  translated: Slices,
  structure: Slices,
  texture: Slices,
  weights: TranslationWeights,
): tf.Scalar {
  const low = ([0, 1, 2] as const).map((i) =>
    l1Mean(globalAveragePool(translated[i]), globalAveragePool(texture[i])),
  );
  const high = ([3, 4] as const).map((i) => l1Mean(translated[i], structure[i]));
  return weightedSum([...low, ...high], [...weights.texture, ...weights.structure]);
}

function weightedSum(terms: tf.Scalar[], weights: readonly number[]): tf.Scalar {
  return tf.addN(terms.map((term, i) => tf.mul<tf.Scalar>(term, weights[i] ?? 0)));
}
