import * as tf from '@tensorflow/tfjs-core';
import { hasFusedKernel, runFusedKernel } from './fused-kernel.js';

/** x where it is positive, slope x elsewhere. The gradient at 0 is the slope, as in PyTorch. */
export const leakyRelu = <T extends tf.Tensor>(x: T, slope: number): T =>
  hasFusedKernel('JiaguLeakyRelu')
    ? runFusedKernel('JiaguLeakyRelu', { x }, { slope })
    : portableLeakyRelu(x, slope);

/** {@link leakyRelu} in public operations. */
export const portableLeakyRelu = <T extends tf.Tensor>(x: T, slope: number): T => tf.leakyRelu(x, slope);
