import type * as tf from '@tensorflow/tfjs-core';
import type { Dataset, EvaluationOptions } from '@jiagu/data';
import { imageTensors } from './image-tensors.js';
import { softmax, type Distribution } from './softmax.js';

/** Class scores [N, classes] of images [N, H, W, channels] in [-1, 1]; disposed by the caller. */
export type Classifier = (images: tf.Tensor4D) => tf.Tensor2D;

/** A classifier's answer to one image of a data set. */
interface Scored extends Distribution {
  /** Position in the data set. */
  readonly index: number;
  /** One for each class. */
  readonly scores: Float32Array;
}

/**
 * A classifier's answer to each image of a data set, in its order.
 * @throws Error when a file can't be read, or the scores are not finite, naming the file
 */
export async function* classifierScores(
  classify: Classifier,
  dataset: Dataset,
  options: EvaluationOptions,
): AsyncGenerator<Scored, void, void> {
  for await (const { images, batch } of imageTensors(dataset, options)) {
    const logits = classify(images);
    const classes = logits.shape[1];
    const values = (await logits.data()) as Float32Array;
    logits.dispose();
    for (let n = 0; n < batch.size; n++) {
      const scores = values.subarray(n * classes, (n + 1) * classes);
      const index = batch.indices[n] as number;
      if (!allFinite(scores))
        throw new Error(
          `the class scores of ${dataset.files[index]} are not finite: the networks' weights are damaged, or the training diverged`,
        );
      yield { index, scores, ...softmax(scores) };
    }
  }
}

function allFinite(values: Float32Array): boolean {
  for (let i = 0; i < values.length; i++) if (!Number.isFinite(values[i])) return false;
  return true;
}
