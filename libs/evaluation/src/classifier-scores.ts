import type * as tf from '@tensorflow/tfjs-core';
import type { Dataset, EvaluationOptions } from '@jiagu/data';
import { ownBatches } from './image-tensors.js';
import { rowsOfBatches } from './rows-of-batches.js';
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
  const size = { total: dataset.length, batchSize: options.batchSize };
  const batches = rowsOfBatches(ownBatches(dataset, options), size, (images) => [classify(images)]);
  for await (const { start, rows } of batches) {
    for (const [n, scores] of (rows[0] ?? []).entries()) {
      const index = start + n;
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
