import type { RandomStream } from '@jiagu/random';
import * as tf from '@tensorflow/tfjs-core';
import type { Generator } from './generator.js';
import { drawNoise } from './noise.js';

export interface DrawOptions {
  /** the wanted class of each image; of a generator without classes their number alone counts */
  readonly labels: ArrayLike<number>;
  /** of the noise: image i gets the same whatever the size of the batches */
  readonly stream: RandomStream;
  readonly batchSize: number;
  /** entries of the noise that are larger are drawn again; absent: none are */
  readonly truncation?: number;
  /** Which batches are wanted: of every `size`, the one numbered `rank`. Absent: all. */
  readonly part?: { readonly rank: number; readonly size: number };
}

/** Images of a batch [N, H, W, channels] in [-1, 1], and where the first of them stands. */
export interface DrawnBatch {
  readonly images: tf.Tensor4D;
  readonly start: number;
}

/** Images of a generator, batch by batch. The tensor is freed when the next batch is asked for. */
export function* drawImages(
  generator: Generator,
  { labels, stream, batchSize, truncation = Infinity, part = { rank: 0, size: 1 } }: DrawOptions,
): globalThis.Generator<DrawnBatch, void, void> {
  for (let start = 0; start < labels.length; start += batchSize) {
    const count = Math.min(batchSize, labels.length - start);
    // Also that of others' batches, so that the next is the same.
    const noise = drawNoise(count, generator.latent, stream, truncation);
    if ((start / batchSize) % part.size !== part.rank) continue;
    const images = drawFrom(
      generator,
      noise,
      noise.map((_, i) => labels[start + i] as number),
    );
    try {
      yield { images, start };
    } finally {
      images.dispose();
    }
  }
}

/**
 * Images of given noise vectors [N, H, W, channels] in [-1, 1], disposed by the caller.
 * @param labels the wanted classes; a generator without classes does not look at them
 */
export function drawFrom(
  generator: Generator,
  noise: readonly Float32Array[],
  labels: readonly number[],
): tf.Tensor4D {
  return tf.tidy(() => {
    const vectors = tf.tensor2d(noise.map((vector) => [...vector]));
    const classes = generator.classes > 0 ? tf.tensor1d([...labels], 'int32') : undefined;
    // Values a rounding beyond the range are none of an image.
    return tf.clipByValue(generator.draw(vectors, classes), -1, 1);
  });
}

/** So many labels, every class as often as any other, in their order over and over; of no classes -1. */
export function evenLabels(count: number, classes: number): Int32Array {
  return Int32Array.from({ length: count }, (_, i) => (classes > 0 ? i % classes : -1));
}
