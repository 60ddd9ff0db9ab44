import * as tf from '@tensorflow/tfjs-core';
import { detach, noGrad } from '@jiagu/nn';

/** Vectors of a shorter square are taken for 0. */
const SHORTEST = 1e-12;

/** Vectors of length 1 along the last axis; 0 where they are 0, with no gradient, which has no direction there. */
function unit<T extends tf.Tensor>(x: T): T {
  const square = tf.sum(tf.square(x), -1, true);
  const some = noGrad(() => tf.cast(tf.greater(square, SHORTEST), 'float32'));
  return tf.mul(x, tf.mul(some, tf.rsqrt(tf.maximum(square, SHORTEST)))) as T;
}

/** Mean cross-entropy of rows of logits [..., K, K] whose right answer is their own number. */
function ownNumber(logits: tf.Tensor): tf.Scalar {
  const size = logits.shape.at(-1) ?? 0;
  const own = tf.sum(tf.mul(tf.logSoftmax(logits), tf.eye(size)), -1);
  return tf.neg(tf.mean(own));
}

/**
 * PatchNCE (Park 2020, eq. 3): each patch of a translated image is to be most similar, among all patches of the
 * original, to the one in its own place.
 * @param queries of patches of the translated images, [N, patches, features]; normalised here
 * @param keys of the same places of the originals, of the same shape; no gradient flows into them
 * @param temperature by which similarities, -1 .. 1, are divided
 */
export function patchContrast(queries: tf.Tensor3D, keys: tf.Tensor3D, temperature: number): tf.Scalar {
  return tf.tidy(() => {
    const similarity = tf.matMul(unit(queries), unit(detach(keys)), false, true);
    return ownNumber(tf.div(similarity, temperature));
  });
}

/**
 * InfoNCE between two views of the same images (DTML, Li 2025): among all images of the batch, each view is to be most
 * similar to the other view of its own image, in both directions.
 * @param scores class scores of either view, [N, classes]; normalised here
 */
export function viewContrast(one: tf.Tensor2D, other: tf.Tensor2D): tf.Scalar {
  return tf.tidy(() => {
    const similarity = tf.matMul(unit(one), unit(other), false, true);
    return tf.mul(tf.add(ownNumber(similarity), ownNumber(tf.transpose(similarity))), 0.5);
  });
}
