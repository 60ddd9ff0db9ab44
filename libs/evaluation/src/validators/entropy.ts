import type { Predictions } from './collect-predictions.js';

/** Entropy of a distribution in nats. */
export const entropyOf = (distribution: ArrayLike<number>): number => {
  let sum = 0;
  for (let i = 0; i < distribution.length; i++) {
    const p = distribution[i] as number;
    if (p > 0) sum -= p * Math.log(p);
  }
  return sum;
};

/** Minus the mean entropy of the predictions (Morerio 2018), in nats: higher for confident predictions. At most 0. */
export function entropy({ probabilities }: Predictions): number {
  return -probabilities.reduce((sum, row) => sum + entropyOf(row), 0) / probabilities.length;
}

/**
 * Entropy of the mean prediction minus the mean entropy (Shi 2012), in nats: high for confident predictions of all
 * classes. 0 .. log(classes).
 */
export function informationMaximisation(predictions: Predictions): number {
  const { probabilities } = predictions;
  const mean = new Float64Array(probabilities[0]?.length ?? 0);
  for (const row of probabilities)
    row.forEach((p, c) => (mean[c] = (mean[c] as number) + p / probabilities.length));
  return entropyOf(mean) + entropy(predictions);
}
