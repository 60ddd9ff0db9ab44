import * as tf from '@tensorflow/tfjs-core';
import { noGrad } from '@jiagu/nn';
import type { Critic } from './critic.js';

/** Added under the root of the norm, whose derivative at 0 would be infinite. */
const EPSILON = 1e-12;

/** What a penalty needs of a critic: the gradient of its scores with respect to the images. */
type Differentiated = Pick<Critic, 'scoreWithGradient'>;

/**
 * WGAN-GP's term (Gulrajani 2017) in a training pass: weight mean (||gradient|| - 1)^2 between real and generated
 * images, the norm over all pixels and channels of an image. No gradient flows into the images.
 * @param real [N, H, W, channels]
 * @param fake of the same shape
 * @param alpha [N], in [0, 1]: the share of the real image in each interpolated one
 * @throws Error when the shapes of real and generated images, or the number of alphas, differ
 */
export function gradientPenalty(
  critic: Differentiated,
  real: tf.Tensor4D,
  fake: tf.Tensor4D,
  alpha: tf.Tensor1D,
  weight: number,
): tf.Scalar {
  return tf.tidy(() => {
    const between = noGrad(() => interpolate(real, fake, alpha));
    const { gradient } = critic.scoreWithGradient(between, true);
    const norms = tf.sqrt(tf.add(squaredNorms(gradient), EPSILON));
    return tf.mul(tf.mean<tf.Scalar>(tf.square(tf.sub(norms, 1))), weight);
  });
}

/**
 * gamma / 2 mean ||gradient||^2 (Mescheder 2018): R1 with the gradient at real images, R2 with that at generated ones.
 * @param gradient of the sum of the scores, [N, H, W, channels]
 */
export const zeroCentredPenalty = (gradient: tf.Tensor4D, gamma: number): tf.Scalar =>
  tf.tidy(() => tf.mul(tf.mean<tf.Scalar>(squaredNorms(gradient)), gamma / 2));

const squaredNorms = (gradient: tf.Tensor4D): tf.Tensor1D => tf.sum(tf.square(gradient), [1, 2, 3]);

function interpolate(real: tf.Tensor4D, fake: tf.Tensor4D, alpha: tf.Tensor1D): tf.Tensor4D {
  tf.util.assertShapesMatch(real.shape, fake.shape, 'gradientPenalty, real and generated images: ');
  tf.util.assertShapesMatch(alpha.shape, [real.shape[0]], 'gradientPenalty, one alpha an image: ');
  const share = tf.reshape(alpha, [-1, 1, 1, 1]);
  return tf.add(tf.mul(real, share), tf.mul(fake, tf.sub(1, share)));
}
