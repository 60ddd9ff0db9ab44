import * as tf from '@tensorflow/tfjs-core';
import { gaussianKernel } from './gaussian-kernel.js';

/**
 * Squared maximum mean discrepancy with several Gaussian kernels, DAN's loss (Long 2015, eq. 1): the distance of both
 * domains' mean embeddings. The kernel k is a sum of Gaussian ones whose bandwidths are multiples of the mean squared
 * distance.
 *
 * The unbiased estimate over all pairs (Gretton 2012, lemma 6), so below 0 at times: the mean of k over pairs of different
 * images of the source, the same of the target, less twice the mean over pairs of both. DAN's own code takes a random
 * part of the pairs; TLLib takes all, as here, and adds a constant.
 *
 * @param source features [N, width], N at least 2
 * @param target features [N, width]
 * @param bandwidths multiples; TLLib's are 1/8, 1/4, 1/2, 1, 2
 */
export const meanDiscrepancy = (
  source: tf.Tensor2D,
  target: tf.Tensor2D,
  bandwidths: readonly number[],
): tf.Scalar => unbiased(gaussianKernel(tf.concat([source, target]), bandwidths, true));

/** What {@link jointMeanDiscrepancy} looks at: features and class scores of the same images. */
interface Joint {
  /** [N, width] */
  feature: tf.Tensor2D;
  /** [N, classes] */
  logits: tf.Tensor2D;
}

/**
 * JAN's loss, joint maximum mean discrepancy (Long 2017): the discrepancy of features and predictions together, whose kernel is the product of
 * that of the features, as in {@link meanDiscrepancy}, and a Gaussian one of the softmax.
 *
 * @param deviation of the kernel of the softmax; TLLib's is 0.92, of JAN's own code's 1.68 = 2 x 0.92^2
 */
export function jointMeanDiscrepancy(
  source: Joint,
  target: Joint,
  bandwidths: readonly number[],
  deviation: number,
): tf.Scalar {
  const features = gaussianKernel(tf.concat([source.feature, target.feature]), bandwidths, true);
  const predictions = tf.softmax(tf.concat([source.logits, target.logits]));
  return unbiased(tf.mul(features, gaussianKernel(predictions, [deviation ** 2], false)));
}

/** @param kernel [2 N, 2 N], the source's rows first */
function unbiased(kernel: tf.Tensor2D): tf.Scalar {
  const count = kernel.shape[0] / 2;
  const within = 1 / (count * (count - 1));
  const factors = Array.from({ length: 2 * count }, (_, i) =>
    Array.from({ length: 2 * count }, (__, j) =>
      i === j ? 0 : i < count === j < count ? within : -1 / count ** 2,
    ),
  );
  return tf.sum(tf.mul(kernel, tf.tensor2d(factors)));
}
