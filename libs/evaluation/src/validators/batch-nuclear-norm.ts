import { Matrix, SingularValueDecomposition } from 'ml-matrix';
import type { Predictions } from './collect-predictions.js';

/**
 * Nuclear norm of the matrix of predictions over the number of images (Cui 2020): large when they are sure and of many
 * classes.
 */
export function batchNuclearNorm({ probabilities }: Predictions): number {
  const matrix = new Matrix(probabilities.map((row) => Array.from(row)));
  const { diagonal } = new SingularValueDecomposition(matrix, {
    computeLeftSingularVectors: false,
    computeRightSingularVectors: false,
    autoTranspose: true,
  });
  return diagonal.reduce((sum, value) => sum + value, 0) / probabilities.length;
}
