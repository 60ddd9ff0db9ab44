import * as tf from '@tensorflow/tfjs-core';

/** Entropy in nats of each row of softmax(logits): [N, classes] -> [N]. */
export function predictionEntropy(logits: tf.Tensor2D): tf.Tensor1D {
  const log = tf.logSoftmax(logits);
  return tf.neg(tf.sum(tf.mul(tf.exp(log), log), 1)) as tf.Tensor1D;
}
