import type { Images, TrainingBatch } from '@jiagu/training';
import type * as tf from '@tensorflow/tfjs-core';

/** Images of both domains, with the labels of the source where the method's feeds ask for them. */
export interface UnpairedBatch extends TrainingBatch {
  readonly source: Images & { readonly labels?: tf.Tensor1D };
  readonly target: Images;
}
