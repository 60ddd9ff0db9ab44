import * as tf from '@tensorflow/tfjs-core';
import { noGrad } from '@jiagu/nn';

/**
 * Discrepancy loss of MCD (Saito 2018, section 3): the mean absolute difference of two classifiers' probabilities, over
 * images and classes.
 * @param first class scores [N, classes], as second
 */
export const absoluteDiscrepancy = (first: tf.Tensor2D, second: tf.Tensor2D): tf.Scalar =>
  tf.mean(tf.abs(tf.sub(tf.softmax(first), tf.softmax(second))));

/**
 * Sliced Wasserstein discrepancy, SWD (Lee 2019): the probabilities of two classifiers for a batch, projected on
 * directions, sorted along each, and compared by their mean squared difference.
 * @param first class scores [N, classes], as second
 * @param directions [classes, count], each column of any length; 128 as published, drawn anew each time
 */
export function slicedWasserstein(
  first: tf.Tensor2D,
  second: tf.Tensor2D,
  directions: tf.Tensor2D,
): tf.Scalar {
  const unit = tf.div<tf.Tensor2D>(directions, tf.norm(directions, 2, 0, true));
  const along = (logits: tf.Tensor2D): tf.Tensor2D => sorted(tf.matMul(unit, tf.softmax(logits), true, true));
  return tf.mean(tf.square(tf.sub(along(first), along(second))));
}

/** Every row sorted, falling: by a permutation matrix, through which gradients flow. */
function sorted(rows: tf.Tensor2D): tf.Tensor2D {
  const [count, length] = rows.shape;
  const order = noGrad(() =>
    tf.tidy(() => tf.oneHot(tf.topk(rows, length).indices, length, 1, 0, 'float32')),
  );
  const values = tf.matMul(order, tf.reshape(rows, [count, length, 1]));
  return tf.reshape(values, [count, length]);
}
