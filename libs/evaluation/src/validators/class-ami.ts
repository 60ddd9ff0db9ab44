import { adjustedMutualInformation } from './adjusted-mutual-information.js';
import type { Predictions } from './collect-predictions.js';

const ITERATIONS = 50;

/**
 * ClassAMI (Musgrave 2022): how well the predicted classes match clusters of the features. Adjusted mutual information
 * of the predicted classes and k-means clusters, as many as there are classes; at most 1, about 0 by chance.
 */
export async function classAmi({ probabilities, features }: Predictions): Promise<number> {
  // Hundreds of files, which not every command should load.
  const { kmeans } = await import('ml-kmeans');
  const predicted = probabilities.map((row) =>
    row.reduce((best, p, c) => (p > (row[best] as number) ? c : best), 0),
  );
  const { clusters } = kmeans(
    features.map((row) => Array.from(row)),
    Math.min(probabilities[0]?.length ?? 1, features.length),
    { seed: 1, initialization: 'kmeans++', maxIterations: ITERATIONS },
  );
  return adjustedMutualInformation(predicted, clusters);
}
