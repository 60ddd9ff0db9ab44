import * as tf from '@tensorflow/tfjs-core';
import { noGrad } from '@jiagu/nn';

/** Squarings of the Gram matrix: as many as 2^10 power iterations. */
const SQUARINGS = 10;

/** Keeps features of 0 finite. */
const SMALLEST = 1e-12;

/**
 * Batch spectral penalisation (Chen 2019, with k = 1 as published): the square of the largest singular value of a
 * domain's features, so that no direction dominates.
 *
 * It is the largest eigenvalue of the Gram matrix G = F F^T. G, squared again and again and divided by its trace, goes to
 * the projection P on the eigenvector of that eigenvalue, and the sum of P G is the eigenvalue. P is a constant for the
 * gradient, which is then exact: an eigenvalue changes with G as u^T dG u. Where the largest eigenvalues are equal, P is
 * the mean of their projections.
 *
 * @param feature F [N, width]
 */
export function spectralPenalty(feature: tf.Tensor2D): tf.Scalar {
  const gram = tf.matMul<tf.Tensor2D>(feature, feature, false, true);
  const projection = noGrad(() =>
    tf.tidy(() => {
      let power = normalised(gram);
      for (let i = 0; i < SQUARINGS; i++) power = normalised(tf.matMul(power, power));
      return power;
    }),
  );
  return tf.sum(tf.mul(projection, gram));
}

/** Divided by its trace. */
function normalised(matrix: tf.Tensor2D): tf.Tensor2D {
  const trace = tf.sum(tf.mul(matrix, tf.eye(matrix.shape[0])));
  return tf.div(matrix, tf.add(trace, SMALLEST));
}
