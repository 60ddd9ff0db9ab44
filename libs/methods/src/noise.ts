import { hostTensor } from '@jiagu/nn';
import type { RandomStream } from '@jiagu/random';
import type * as tf from '@tensorflow/tfjs-core';

/** Normally distributed numbers, new ones in each step. */
export const normalNoise = <Shape extends number[]>(shape: Shape, random: RandomStream): tf.Tensor =>
  hostTensor(shape, (values) => {
    for (let i = 0; i < values.length; i++) values[i] = random.normal();
  });

/** Evenly spread numbers of [0, 1), new ones in each step. */
export const uniformNoise = (shape: number[], random: RandomStream): tf.Tensor =>
  hostTensor(shape, (values) => {
    for (let i = 0; i < values.length; i++) values[i] = random.uniform();
  });
