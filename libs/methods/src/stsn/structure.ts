import * as tf from '@tensorflow/tfjs-core';
import { untracked } from '../passes.js';
import type { StsnContext } from './context.js';

/**
 * The structure that a batch is drawn from: of the last images, the share `structurePolarity`, that of the image with
 * dark and light swapped. What is drawn stays as it was, so that the decoder takes polarity from texture and domain.
 * @param x images, [N, H, W, channels]
 * @param structure of the images as they are, [N, h, w, C]
 */
export function structureOf(
  { networks, config }: StsnContext,
  x: tf.Tensor4D,
  structure: tf.Tensor4D,
): tf.Tensor4D {
  const count = x.shape[0];
  const swapped = Math.round(count * config.structurePolarity);
  if (swapped === 0) return structure;
  const [kept] = tf.split(structure, [count - swapped, swapped]) as [tf.Tensor4D, tf.Tensor4D];
  const inverted = tf.neg(tf.slice(x, count - swapped)) as tf.Tensor4D;
  return tf.concat([kept, networks.E_g.forward(inverted, untracked).structure]);
}
