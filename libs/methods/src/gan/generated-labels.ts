import { hostTensor } from '@jiagu/nn';
import type { RandomStream } from '@jiagu/random';
import * as tf from '@tensorflow/tfjs-core';

/** Random classes [N], uniformly distributed, int32, drawn anew in each step. */
export function uniformLabels(count: number, classes: number, random: RandomStream): tf.Tensor1D {
  const drawn = hostTensor([count], (values) => {
    for (let i = 0; i < values.length; i++) values[i] = random.integer(classes);
  });
  return tf.cast(drawn, 'int32') as tf.Tensor1D;
}
