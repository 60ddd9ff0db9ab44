import { Matrix, SingularValueDecomposition } from 'ml-matrix';
import { checkSets, type FeatureRows } from './feature-rows.js';
import { moments } from './moments.js';

/**
 * Fréchet distance of two sets of features, taken as normal distributions (Heusel 2017, eq. 6), which is FID where the
 * features are Inception's: |m - m'|² + tr S + tr S' - 2 tr (S S')^½, covariances over n - 1. 0 for equal sets, copies of
 * the real images included, see {@link authenticity}. Too large for small sets: below 2,000 images
 * {@link kernelDistance} is the better measure.
 *
 * With S = R'R, tr (S S')^½ is the sum of the singular values of R R'ᵀ, which stays exact where there are fewer images
 * than features and the eigenvalues of S S' lose half their digits. Agrees with torch-fidelity.
 * @param generated, real features, two rows or more each
 * @throws RangeError when a set is too small, or a row is of another width or not finite
 */
export function frechetDistance(generated: FeatureRows, real: FeatureRows): number {
  checkSets({ generated, real }, 2);
  const [a, b] = [moments(generated), moments(real)];
  const means = a.mean.reduce((sum, mean, c) => sum + (mean - (b.mean[c] as number)) ** 2, 0);
  const product = new Matrix(a.root as Float64Array[]).mmul(new Matrix(b.root as Float64Array[]).transpose());
  const { diagonal } = new SingularValueDecomposition(product, {
    computeLeftSingularVectors: false,
    computeRightSingularVectors: false,
    autoTranspose: true,
  });
  const common = diagonal.reduce((sum, value) => sum + value, 0);
  // Rounding may leave less than nothing between equal sets.
  return Math.max(0, means + a.trace + b.trace - 2 * common);
}
