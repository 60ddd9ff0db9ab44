import * as tf from '@tensorflow/tfjs-core';
import type { Dataset, EvaluationOptions } from '@jiagu/data';
import { imageTensors } from './image-tensors.js';

/** The image of a data set that is nearest to a given image. */
export interface NearestImage {
  readonly index: number;
  /** root mean squared difference of the pixels, which are in [-1, 1] */
  readonly distance: number;
}

/**
 * For each of the given images, the image of a data set whose pixels differ least. The whole data set is read, a batch
 * at a time.
 * @param images [N, H, W, channels] in [-1, 1]; not disposed
 * @throws Error naming the file that can't be read
 */
export async function nearestImages(
  images: tf.Tensor4D,
  dataset: Dataset,
  options: EvaluationOptions,
): Promise<NearestImage[]> {
  const count = images.shape[0];
  const pixels = images.size / count;
  const nearest = Array.from({ length: count }, () => ({ index: -1, squared: Infinity }));
  let start = 0;
  for await (const { images: others, batch } of imageTensors(dataset, options)) {
    const squares = tf.tidy(() => squaredDistances(flat(images), flat(others)));
    const values = await squares.data();
    squares.dispose();
    nearest.forEach((found, i) => {
      for (let j = 0; j < batch.size; j++) {
        const squared = values[i * batch.size + j] as number;
        if (squared < found.squared) Object.assign(found, { index: start + j, squared });
      }
    });
    start += batch.size;
  }
  return nearest.map(({ index, squared }) => ({ index, distance: Math.sqrt(Math.max(0, squared) / pixels) }));
}

const flat = (images: tf.Tensor4D): tf.Tensor2D => tf.reshape(images, [images.shape[0], -1]);

/** [N, M] of rows [N, width] and [M, width]. */
function squaredDistances(a: tf.Tensor2D, b: tf.Tensor2D): tf.Tensor2D {
  const lengths = tf.add(tf.sum(tf.square(a), 1, true), tf.reshape(tf.sum(tf.square(b), 1), [1, -1]));
  return tf.sub(lengths, tf.mul(2, tf.matMul(a, b, false, true)));
}
