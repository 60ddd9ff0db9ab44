import * as tf from '@tensorflow/tfjs-core';
import { defineActivations } from './activations.js';
import { Arithmetic } from './arithmetic.js';
import { defineBatchNorms } from './batch-norm.js';
import { defineConvolutions } from './convolution.js';
import { isDefined } from './define-kernel.js';
import { defineInstanceNorm } from './instance-norm.js';
import { defineMeanDistances } from './mean-distances.js';
import { defineLayerNorm } from './layer-norm.js';
import { defineLinear } from './linear.js';
import { type NativeBackend, NativeOperations } from './native-operations.js';
import { definePaddings } from './padding.js';
import { definePixelShuffle } from './pixel-shuffle.js';
import { definePoolings } from './pooling.js';

let native: NativeOperations | undefined;

/** The shapes, axes and numbers that the kernels keep as tensors for the life of the engine. */
export const keptConstants = (): tf.TensorInfo[] => native?.kept() ?? [];

/** Registers every fused kernel for the native backend, which must be the current one. Further calls do nothing. */
export function registerKernels(): void {
  if (isDefined('JiaguConv2D')) return;
  native = new NativeOperations(tf.backend() as unknown as NativeBackend);
  const arithmetic = new Arithmetic(native);
  defineConvolutions(native);
  defineBatchNorms(native);
  defineInstanceNorm(native, arithmetic);
  defineLayerNorm(native, arithmetic);
  defineActivations(native);
  defineLinear(native);
  definePaddings(native);
  definePoolings(native, arithmetic);
  definePixelShuffle(native);
  defineMeanDistances(native, arithmetic);
}
