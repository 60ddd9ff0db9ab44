import { hostTensor } from '@jiagu/nn';
import type { RandomStream } from '@jiagu/random';
import type * as tf from '@tensorflow/tfjs-core';

/** Fresh numbers from N(0, 1) at every step, also of a compiled one. */
export const normalNoise = (shape: number[], random: RandomStream): tf.Tensor =>
  hostTensor(shape, (values) => {
    for (let i = 0; i < values.length; i++) values[i] = random.normal();
  });
