import { hostTensor } from '@jiagu/nn';
import type { RandomStream } from '@jiagu/random';
import * as tf from '@tensorflow/tfjs-core';

/** Classes [N] of which images are to be drawn: each as often as any other, new ones in each step. */
export function uniformLabels(count: number, classes: number, random: RandomStream): tf.Tensor1D {
  const drawn = hostTensor([count], (values) => {
    for (let i = 0; i < values.length; i++) values[i] = random.integer(classes);
  });
  return tf.cast(drawn, 'int32') as tf.Tensor1D;
}
