import * as tf from '@tensorflow/tfjs-core';
import type { Dataset, EvaluationOptions } from '@jiagu/data';
import { imageTensors } from '../image-tensors.js';
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
  for await (const { images } of imageTensors(dataset, options)) {
    const [seen, scores] = tf.tidy(() => {
      const feature = classifier.features(images);
      return [feature, classifier.classify(feature)];
    });
    const rows = async (tensor: tf.Tensor2D): Promise<Float32Array[]> => {
      const [count, width] = tensor.shape;
      const values = (await tensor.data()) as Float32Array;
      return Array.from({ length: count }, (_, n) => values.subarray(n * width, (n + 1) * width));
    };
    features.push(...(await rows(seen)));
    probabilities.push(...(await rows(scores)).map((row) => softmax(row).probabilities));
    tf.dispose([seen, scores]);
  }
  return { probabilities, features };
}
