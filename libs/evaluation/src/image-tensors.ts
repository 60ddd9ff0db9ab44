import * as tf from '@tensorflow/tfjs-core';
import { world } from '@jiagu/distributed';
import { evaluationBatches, type Batch, type Dataset, type EvaluationOptions } from '@jiagu/data';

/**
 * Every image of a data set once, as networks take it in evaluation: [N, H, W, channels] in [-1, 1]. The tensor
 * is freed when the next batch is asked for.
 * @throws Error naming the file that can't be read
 */
export async function* imageTensors(
  dataset: Dataset,
  options: EvaluationOptions,
): AsyncGenerator<{ images: tf.Tensor4D; batch: Batch }, void, void> {
  const { imageSize } = options;
  for await (const batch of evaluationBatches(dataset, options)) {
    const images = tf.tensor4d(batch.views.image, [batch.size, imageSize, imageSize, dataset.channels]);
    try {
      yield { images, batch };
    } finally {
      images.dispose();
    }
  }
}

/** Those of {@link imageTensors} that this rank takes of several, each with the place of its first image. */
export async function* ownBatches(
  dataset: Dataset,
  options: EvaluationOptions,
): AsyncGenerator<{ images: tf.Tensor4D; start: number }, void, void> {
  for await (const { images, batch } of imageTensors(dataset, { ...options, part: world() }))
    yield { images, start: batch.indices[0] ?? 0 };
}

/**
 * All images of a small data set as one tensor [N, H, W, channels] in [-1, 1], disposed by the caller.
 * @throws Error naming the file that can't be read, or when there are no images
 */
export async function loadImages(dataset: Dataset, imageSize: number): Promise<tf.Tensor4D> {
  for await (const batch of evaluationBatches(dataset, { batchSize: dataset.length, imageSize }))
    return tf.tensor4d(batch.views.image, [batch.size, imageSize, imageSize, dataset.channels]);
  throw new Error(`${dataset.name}: there are no images`);
}
