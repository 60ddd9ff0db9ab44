import { hostTensor } from '@jiagu/nn';
import type { RandomStream } from '@jiagu/random';
import type * as tf from '@tensorflow/tfjs-core';

/** Numbers from N(0, 1), drawn anew in each step. */
export const normalNoise = <Shape extends number[]>(shape: Shape, random: RandomStream): tf.Tensor =>
  hostTensor(shape, (values) => {
    for (let i = 0; i < values.length; i++) values[i] = random.normal();
  });

/** Uniform numbers in [0, 1), drawn anew in each step. */
export const uniformNoise = (shape: number[], random: RandomStream): tf.Tensor =>
  hostTensor(shape, (values) => {
    for (let i = 0; i < values.length; i++) values[i] = random.uniform();
  });
