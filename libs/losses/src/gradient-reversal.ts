import * as tf from '@tensorflow/tfjs-core';

/**
 * The identity, whose gradient is multiplied by -coefficient (Ganin 2016): layers before it ascend the loss that layers
 * after it descend.
 * @param coefficient no gradient flows into it
 */
export function gradientReversal<T extends tf.Tensor>(x: T, coefficient: tf.Scalar): T {
  const reverse = tf.customGrad((input, c, save) => {
    (save as tf.GradSaveFunc)([c as tf.Tensor]);
    return {
      value: (input as tf.Tensor).clone(),
      gradFunc: (dy, [factor]) => [
        tf.mul(dy, tf.neg(factor as tf.Tensor)),
        tf.zerosLike(factor as tf.Tensor),
      ],
    };
  });
  return reverse(x, coefficient) as T;
}
