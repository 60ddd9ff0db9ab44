import * as tf from '@tensorflow/tfjs-core';
import { detach } from '@jiagu/nn';

/**
 * How alike the rows of a batch are: the sum of Gaussian kernels exp(-d^2 / (2 v)) of their squared distances d^2.
 *
 * @param x [N, width]
 * @param bandwidths v of each kernel
 * @param relative whether v is that many times the mean of d^2 over all N^2 pairs, which is a constant for the gradient:
 *   it follows features as they grow (TLLib's `GaussianKernel`)
 * @returns [N, N]
 */
export function gaussianKernel(
  x: tf.Tensor2D,
  bandwidths: readonly number[],
  relative: boolean,
): tf.Tensor2D {
  const squares = tf.sum(tf.square(x), 1, true);
  const products = tf.mul(tf.matMul(x, x, false, true), 2);
  const distances = tf.sub(tf.add(squares, tf.transpose(squares)), products);
  const unit = relative ? detach(tf.mean<tf.Scalar>(distances)) : tf.scalar(1);
  return tf.addN(
    bandwidths.map((bandwidth) => tf.exp(tf.div(distances, tf.mul(unit, -2 * bandwidth))) as tf.Tensor2D),
  );
}
