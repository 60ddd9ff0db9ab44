import * as tf from '@tensorflow/tfjs-core';
import { dropout } from '@jiagu/nn';
import type { TranslatePass } from './translator-network.js';

/** Share of the values that are dropped. */
const DROPPED = 0.5;

/**
 * Drops half of the values of x [N, H, W, C] and doubles the others: of each image on its own in training, the same of
 * every image in evaluation, so that none depends on what is translated beside it.
 */
export function dropValues(x: tf.Tensor4D, { training, masks }: TranslatePass): tf.Tensor4D {
  if (training) return dropout(x, DROPPED, masks);
  const [, height, width, channels] = x.shape;
  return tf.mul(x, dropout(tf.ones([1, height, width, channels]), DROPPED, masks));
}
