import * as tf from '@tensorflow/tfjs-core';
import type { Losses } from './update.js';

/** Named losses with their weights. */
export type Terms = Record<string, readonly [weight: number | tf.Scalar, term: tf.Scalar]>;

/** The weighted sum of named terms as `total`, beside the terms themselves. */
export function weighted(terms: Terms): Losses {
  const entries = Object.entries(terms);
  const total = tf.addN(
    entries.map(([, [weight, term]]) => (weight === 1 ? term : tf.mul<tf.Scalar>(term, weight))),
  );
  return { ...Object.fromEntries(entries.map(([name, [, term]]) => [name, term])), total };
}
