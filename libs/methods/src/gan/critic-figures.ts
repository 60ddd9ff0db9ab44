import type { GanConfig } from '@jiagu/config';
import { noGrad } from '@jiagu/nn';
import * as tf from '@tensorflow/tfjs-core';

/**
 * Figures of the critic: mean scores, and the shares of real and of generated scores on their side of a boundary. The
 * boundary is 0 for logits, 0.5 for least squares, and half way between the mean scores for all other losses. Energies
 * are lower for real images.
 */
export function criticFigures(
  loss: GanConfig['loss']['name'],
  real: tf.Tensor,
  fake: tf.Tensor,
): Record<string, tf.Scalar> {
  return noGrad(() => {
    const [realMean, fakeMean] = [tf.mean<tf.Scalar>(real), tf.mean<tf.Scalar>(fake)];
    const boundary = boundaryOf(loss) ?? tf.div(tf.add(realMean, fakeMean), 2);
    const [more, less] = loss === 'energy' ? [fake, real] : [real, fake];
    const share = (hits: tf.Tensor): tf.Scalar => tf.mean(tf.cast(hits, 'float32'));
    const [above, below] = [share(tf.greater(more, boundary)), share(tf.less(less, boundary))];
    return {
      'critic accuracy, real': loss === 'energy' ? below : above,
      'critic accuracy, generated': loss === 'energy' ? above : below,
      'critic score, real': realMean,
      'critic score, generated': fakeMean,
    };
  });
}

function boundaryOf(loss: GanConfig['loss']['name']): number | null {
  switch (loss) {
    case 'minimax':
    case 'non-saturating':
      return 0;
    case 'least-squares':
      return 0.5;
    case 'hinge':
    case 'wasserstein':
    case 'relativistic':
    case 'energy':
      return null;
  }
}

/** l2 norm of a gradient that consists of several tensors. */
export const gradientNorm = (gradients: readonly tf.Tensor[]): tf.Scalar =>
  tf.tidy(() => tf.sqrt(tf.addN(gradients.map((gradient) => tf.sum<tf.Scalar>(tf.square(gradient))))));
