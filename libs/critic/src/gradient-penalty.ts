import * as tf from '@tensorflow/tfjs-core';
import { noGrad } from '@jiagu/nn';
import type { Critic } from './critic.js';

/** Under the root of the norm, whose derivative at 0 would be infinite. */
const EPSILON = 1e-12;

/** What a penalty asks of a critic: the gradient of its scores with respect to the images. */
type Differentiated = Pick<Critic, 'scoreWithGradient'>;

/**
 * WGAN-GP's term (Gulrajani 2017) in a training pass: weight mean (||gradient|| - 1)^2 between real and generated
 * images, the norm over all pixels and channels of an image. The images are constants.
 * @param alpha how much of the real image, in [0, 1], one number an image
 * @throws Error when real and generated images, or the numbers, are not as many
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
 * gamma / 2 mean ||gradient||^2 (Mescheder 2018): R1 of the gradient at real images, R2 of that at generated ones.
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
