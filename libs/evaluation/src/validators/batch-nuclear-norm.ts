import { Matrix, SingularValueDecomposition } from 'ml-matrix';
import type { Predictions } from './collect-predictions.js';

/**
 * Nuclear norm of the matrix of predictions over the number of images (Cui 2020): large when they are sure and of many
 * classes.
 */
export function batchNuclearNorm({ probabilities }: Predictions): number {
  const [images, classes] = [probabilities.length, probabilities[0]?.length ?? 0];
  const matrix = new Matrix(
    classes > images ? triangle(probabilities) : probabilities.map((row) => Array.from(row)),
  );
  const { diagonal } = new SingularValueDecomposition(matrix, {
    computeLeftSingularVectors: false,
    computeRightSingularVectors: false,
    autoTranspose: true,
  });
  return diagonal.reduce((sum, value) => sum + value, 0) / images;
}

/**
 * The triangular factor L [n, n] of rows [n, m] = L Q with orthonormal rows of Q, by modified Gram-Schmidt: its singular
 * values are those of the rows, and it is small where these are long.
 */
function triangle(rows: readonly Float64Array[]): number[][] {
  const rest = rows.map((row) => row.slice());
  const factor = rows.map(() => new Array<number>(rows.length).fill(0));
  for (const [k, q] of rest.entries()) {
    const norm = Math.sqrt(dot(q, q));
    (factor[k] as number[])[k] = norm;
    if (norm === 0) continue;
    for (let c = 0; c < q.length; c++) q[c] = (q[c] as number) / norm;
    for (let i = k + 1; i < rest.length; i++) {
      const row = rest[i] as Float64Array;
      const share = dot(row, q);
      (factor[i] as number[])[k] = share;
      for (let c = 0; c < row.length; c++) row[c] = (row[c] as number) - share * (q[c] as number);
    }
  }
  return factor;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}
