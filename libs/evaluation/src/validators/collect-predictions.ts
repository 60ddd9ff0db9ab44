import * as tf from '@tensorflow/tfjs-core';
import type { Dataset, EvaluationOptions } from '@jiagu/data';
import { ownBatches } from '../image-tensors.js';
import { rowsOfBatches } from '../rows-of-batches.js';
import { softmax } from '../softmax.js';

/** A classifier's outputs for unlabelled images, rows in the same order. */
export interface Predictions {
  /** class probabilities of each image; a row sums to 1 */
  readonly probabilities: readonly Float64Array[];
  /** the classifier's input for each image */
  readonly features: readonly Float32Array[];
}

/** The two halves of a classifier, in evaluation mode. The caller disposes the results. */
export interface FeatureClassifier {
  /** [N, H, W, channels] in [-1, 1] -> [N, features] */
  features(images: tf.Tensor4D): tf.Tensor2D;
  /** [N, features] -> class scores [N, classes] */
  classify(features: tf.Tensor2D): tf.Tensor2D;
}

/**
 * Features and class probabilities of every image of a data set, in its order, without labels.
 * @throws Error when a file can't be read, naming it
 */
export async function collectPredictions(
  classifier: FeatureClassifier,
  dataset: Dataset,
  options: EvaluationOptions,
): Promise<Predictions> {
  const probabilities: Float64Array[] = [];
  const features: Float32Array[] = [];
  const size = { total: dataset.length, batchSize: options.batchSize };
  const batches = rowsOfBatches(ownBatches(dataset, options), size, (images) =>
    tf.tidy(() => {
      const feature = classifier.features(images);
      return [feature, classifier.classify(feature)];
    }),
  );
  for await (const { rows } of batches) {
    const [seen = [], scores = []] = rows;
    features.push(...seen);
    probabilities.push(...scores.map((row) => softmax(row).probabilities));
  }
  return { probabilities, features };
}
