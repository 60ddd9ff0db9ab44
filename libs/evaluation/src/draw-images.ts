import type { RandomStream } from '@jiagu/random';
import * as tf from '@tensorflow/tfjs-core';
import type { Generator } from './generator.js';

export interface DrawOptions {
  /** the wanted class of each image; of a generator without classes their number alone counts */
  readonly labels: ArrayLike<number>;
  /** of the noise: image i gets the same whatever the size of the batches */
  readonly stream: RandomStream;
  readonly batchSize: number;
  /** entries of the noise that are larger are drawn again; absent: none are */
  readonly truncation?: number;
}

/** Images of a batch [N, H, W, channels] in [-1, 1], and where the first of them stands. */
export interface DrawnBatch {
  readonly images: tf.Tensor4D;
  readonly start: number;
}

/** Images of a generator, batch by batch. The tensor is freed when the next batch is asked for. */
export function* drawImages(
  generator: Generator,
  { labels, stream, batchSize, truncation = Infinity }: DrawOptions,
): globalThis.Generator<DrawnBatch, void, void> {
  for (let start = 0; start < labels.length; start += batchSize) {
    const count = Math.min(batchSize, labels.length - start);
    const noise = drawNoise(count * generator.latent, stream, truncation);
    const images = tf.tidy(() =>
      // Values a rounding beyond the range are none of an image.
      tf.clipByValue(
        generator.draw(
          tf.tensor2d(noise, [count, generator.latent]),
          generator.classes > 0
            ? tf.tensor1d(
                Array.from({ length: count }, (_, i) => labels[start + i] as number),
                'int32',
              )
            : undefined,
        ),
        -1,
        1,
      ),
    );
    try {
      yield { images, start };
    } finally {
      images.dispose();
    }
  }
}

function drawNoise(length: number, stream: RandomStream, truncation: number): Float32Array {
  return Float32Array.from({ length }, () => {
    for (;;) {
      const entry = stream.normal();
      if (Math.abs(entry) <= truncation) return entry;
    }
  });
}

/** So many labels, every class as often as any other, in their order over and over; of no classes -1. */
export function evenLabels(count: number, classes: number): Int32Array {
  return Int32Array.from({ length: count }, (_, i) => (classes > 0 ? i % classes : -1));
}
