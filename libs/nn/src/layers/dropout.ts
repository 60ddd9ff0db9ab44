import * as tf from '@tensorflow/tfjs-core';
import type { RandomStream } from '@jiagu/random';
import { hostTensor } from '../host-tensor.js';

/** Zeroes each value with the given probability, 0 <= probability < 1, and scales the rest by 1 / (1 - probability). */
export function dropout<T extends tf.Tensor>(x: T, probability: number, random: RandomStream): T {
  if (probability === 0) return x;
  const keep = 1 / (1 - probability);
  const mask = hostTensor(x.shape, (values) => {
    for (let i = 0; i < values.length; i++) values[i] = random.uniform() < probability ? 0 : keep;
  });
  return tf.mul(x, mask);
}
