import * as tf from '@tensorflow/tfjs-core';
import { hasFusedKernel, runFusedKernel } from './fused-kernel.js';

/** max(x, 0). The gradient at 0 is 0, as in PyTorch. */
export const relu = <T extends tf.Tensor>(x: T): T =>
  hasFusedKernel('JiaguRelu') ? runFusedKernel('JiaguRelu', { x }) : portableRelu(x);

/** {@link relu} in public operations. */
export const portableRelu = <T extends tf.Tensor>(x: T): T => tf.relu(x);
