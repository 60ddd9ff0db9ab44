import * as tf from '@tensorflow/tfjs-core';
import { instanceNorm } from './instance-norm.js';

/**
 * Instance normalisation, scaled and shifted by each sample's style (Huang 2017, AdaIN).
 *
 * @param x [N, H, W, C]
 * @param scale [N, C]
 * @param offset [N, C]
 */
export const adaptiveInstanceNorm = (x: tf.Tensor4D, scale: tf.Tensor2D, offset: tf.Tensor2D): tf.Tensor4D =>
  tf.tidy(() => {
    const ofEachPixel = (style: tf.Tensor2D): tf.Tensor4D =>
      tf.reshape(style, [style.shape[0], 1, 1, style.shape[1]]);
    return tf.add(tf.mul(instanceNorm(x, 1e-5), ofEachPixel(scale)), ofEachPixel(offset));
  });
