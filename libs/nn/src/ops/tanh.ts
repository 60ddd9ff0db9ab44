import * as tf from '@tensorflow/tfjs-core';
import { hasFusedKernel, runFusedKernel } from './fused-kernel.js';

/** Hyperbolic tangent. */
export const tanh = <T extends tf.Tensor>(x: T): T =>
  hasFusedKernel('JiaguTanh') ? runFusedKernel('JiaguTanh', { x }) : portableTanh(x);

/** {@link tanh} in public operations. */
export const portableTanh = <T extends tf.Tensor>(x: T): T => tf.tanh(x);
