import * as tf from '@tensorflow/tfjs-core';
import { hasFusedKernel, runFusedKernel } from './fused-kernel.js';

/** Mean over H and W: [N, H, W, C] -> [N, C]. */
export const globalAveragePool = (x: tf.Tensor4D): tf.Tensor2D =>
  hasFusedKernel('JiaguGlobalAveragePool')
    ? runFusedKernel('JiaguGlobalAveragePool', { x }, { height: x.shape[1], width: x.shape[2] })
    : portableGlobalAveragePool(x);

/** {@link globalAveragePool} in public operations. */
export const portableGlobalAveragePool = (x: tf.Tensor4D): tf.Tensor2D => tf.mean(x, [1, 2]);
