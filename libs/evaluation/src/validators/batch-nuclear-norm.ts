import { triangle } from '@jiagu/generation-metrics';
import { Matrix, SingularValueDecomposition } from 'ml-matrix';
import type { Predictions } from './collect-predictions.js';

/**
 * Nuclear norm of the matrix of predictions, divided by the number of images (Cui 2020): large when predictions are
 * confident and of many classes.
 */
export function batchNuclearNorm({ probabilities }: Predictions): number {
  const [images, classes] = [probabilities.length, probabilities[0]?.length ?? 0];
  // The triangular factor has the singular values of the rows, and is small where these are long.
  const rows = classes > images ? triangle(probabilities.map((row) => row.slice())) : probabilities;
  const matrix = new Matrix(rows.map((row) => Array.from(row)));
  const { diagonal } = new SingularValueDecomposition(matrix, {
    computeLeftSingularVectors: false,
    computeRightSingularVectors: false,
    autoTranspose: true,
  });
  return diagonal.reduce((sum, value) => sum + value, 0) / images;
}
