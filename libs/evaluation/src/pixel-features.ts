import * as tf from '@tensorflow/tfjs-core';
import type { FeatureNetwork } from './feature-network.js';

/** Weights of red, green and blue in a grey level (ITU-R BT.601), as in the reading of images. */
const LUMA = [0.299, 0.587, 0.114];

/**
 * The grey levels of images reduced to `size` x `size` pixels by averaging areas, as features [N, size * size] in [-1,
 * 1].
 */
export function pixelFeatures(size: number): FeatureNetwork {
  return {
    name: { kind: 'pixels', size },
    see: (images) => ({ features: tf.tidy(() => greySquares(images, size)) }),
    dispose: () => undefined,
  };
}

/** [N, H, W, channels] -> [N, size * size]. */
function greySquares(images: tf.Tensor4D, size: number): tf.Tensor2D {
  const [count, height, width, channels] = images.shape;
  const grey =
    channels === 1
      ? tf.reshape<tf.Rank.R3>(images, [count, height, width])
      : tf.sum<tf.Tensor3D>(tf.mul(images, tf.tensor1d(LUMA)), 3);
  // Width and height in turn, each as the last axis of a matrix.
  const shrink = (x: tf.Tensor3D, from: number): tf.Tensor3D => {
    const [, rows] = x.shape;
    const shrunk = tf.matMul(tf.reshape(x, [count * rows, from]), areaWeights(from, size));
    return tf.transpose(tf.reshape<tf.Rank.R3>(shrunk, [count, rows, size]), [0, 2, 1]);
  };
  return tf.reshape(shrink(shrink(grey, width), height), [count, size * size]);
}

/** [from, to]: the share of each new pixel that each old one covers. */
function areaWeights(from: number, to: number): tf.Tensor2D {
  const scale = from / to;
  const weights = new Float32Array(from * to);
  for (let i = 0; i < from; i++)
    for (let j = 0; j < to; j++) {
      const covered = Math.min(i + 1, (j + 1) * scale) - Math.max(i, j * scale);
      weights[i * to + j] = Math.max(0, covered) / scale;
    }
  return tf.tensor2d(weights, [from, to]);
}
