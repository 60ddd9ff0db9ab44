import { entropyOf } from './entropy.js';
import type { Predictions } from './collect-predictions.js';

const TEMPERATURE = 0.05;

/**
 * Soft neighbourhood density (Saito 2021): images whose predictions resemble each other should lie in dense
 * neighbourhoods. Mean entropy of each image's softmax over its cosine similarities to the others, temperature 0.05.
 */
export function softNeighbourhoodDensity({ probabilities }: Predictions): number {
  const unit = probabilities.map((row) => {
    const norm = Math.sqrt(row.reduce((sum, p) => sum + p * p, 0));
    return row.map((p) => p / norm);
  });
  let sum = 0;
  for (const [i, a] of unit.entries()) {
    const weights: number[] = [];
    for (const [j, b] of unit.entries()) {
      if (i === j) continue;
      let cosine = 0;
      for (let c = 0; c < a.length; c++) cosine += (a[c] as number) * (b[c] as number);
      // A cosine is at most 1, so that the largest exponent is 0.
      weights.push(Math.exp((cosine - 1) / TEMPERATURE));
    }
    const total = weights.reduce((x, y) => x + y, 0);
    sum += entropyOf(weights.map((weight) => weight / total));
  }
  return sum / unit.length;
}
