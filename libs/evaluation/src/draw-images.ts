import type { RandomStream } from '@jiagu/random';
import * as tf from '@tensorflow/tfjs-core';
import type { Generator } from './generator.js';
import { drawNoise } from './noise.js';

/** What to draw. */
export interface DrawOptions {
  /** the wanted class of each image; a generator without classes uses only their number */
  readonly labels: ArrayLike<number>;
  /** stream of the noise: image i gets the same noise whatever the size of the batches */
  readonly stream: RandomStream;
  readonly batchSize: number;
  /** entries of the noise of greater magnitude are drawn again; absent: none are */
  readonly truncation?: number;
  /** Which batches are wanted: of every `size`, the one numbered `rank`. Absent: all. */
  readonly part?: { readonly rank: number; readonly size: number };
}

/** Images of a batch [N, H, W, channels] in [-1, 1], and the index of the first of them. */
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
 * @param labels the wanted classes; a generator without classes ignores them
 */
export function drawFrom(
  generator: Generator,
  noise: readonly Float32Array[],
  labels: readonly number[],
): tf.Tensor4D {
  return tf.tidy(() => {
    const vectors = tf.tensor2d(noise.map((vector) => [...vector]));
    const classes = generator.classes > 0 ? tf.tensor1d([...labels], 'int32') : undefined;
    // Rounding may leave values slightly outside of the range.
    return tf.clipByValue(generator.draw(vectors, classes), -1, 1);
  });
}

/**
 * `count` labels 0, 1, ... classes - 1, 0, 1, ..., so that all classes are about equally frequent; -1 without classes.
 */
export function evenLabels(count: number, classes: number): Int32Array {
  return Int32Array.from({ length: count }, (_, i) => (classes > 0 ? i % classes : -1));
}
