import * as tf from '@tensorflow/tfjs-core';

/**
 * EBGAN's pulling-away term for the generator (Zhao 2017): the mean squared cosine between the embeddings of two
 * different samples, 0 where all are orthogonal and 1 where all are parallel.
 * @param embeddings [N, features], N at least 2, no row all zeros
 * @throws Error when there is a single sample
 */
export function pullingAway(embeddings: tf.Tensor2D): tf.Scalar {
  const [n] = embeddings.shape;
  if (n < 2) throw new Error(`pullingAway compares samples: it takes at least 2, got ${n}`);
  return tf.tidy(() => {
    const lengths = tf.sqrt(tf.sum(tf.square(embeddings), 1, true));
    const unit = tf.div<tf.Tensor2D>(embeddings, lengths);
    // Each row has the cosine 1 with itself.
    const others = tf.sub(tf.sum(tf.square(tf.matMul(unit, unit, false, true))), n);
    return tf.div<tf.Scalar>(others, n * (n - 1));
  });
}
