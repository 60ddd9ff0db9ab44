import * as tf from '@tensorflow/tfjs-core';
import { detach } from '@jiagu/nn';
import { crossEntropy } from './cross-entropy.js';

/** Far below every score. */
const NONE = 1e9;

/** Class scores of the same images, all [N, classes]. */
interface TwoScores {
  /** of the classifier; its classes are labels here, and no gradient flows into it */
  logits: tf.Tensor2D;
  /** of the adversarial classifier */
  adversary: tf.Tensor2D;
}

/**
 * Minus the margin disparity discrepancy (Zhang 2019), in the form that is trained: what the adversarial classifier minimises, and features
 * behind a gradient reversal maximise. It is to agree with the classifier on the source, the more the greater the margin,
 * and to disagree on the target: margin x cross-entropy on the source, and the mean of -log(1 - probability of the
 * classifier's class) on the target, computed from scores so that it stays finite.
 *
 * @param margin the paper's gamma, exp rho; usual: 4
 */
export function marginDisparity(source: TwoScores, target: TwoScores, margin: number): tf.Scalar {
  const labels = tf.argMax(detach(source.logits), 1) as tf.Tensor1D;
  const own = tf.oneHot(tf.argMax(detach(target.logits), 1) as tf.Tensor1D, target.logits.shape[1]);
  const others = tf.logSumExp(tf.sub(target.adversary, tf.mul(own, NONE)), 1);
  const disagreement = tf.mean<tf.Scalar>(tf.sub(tf.logSumExp(target.adversary, 1), others));
  return tf.add(tf.mul(crossEntropy(source.adversary, labels), margin), disagreement);
}
