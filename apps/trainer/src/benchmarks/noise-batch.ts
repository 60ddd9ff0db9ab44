import * as tf from '@tensorflow/tfjs-core';
import type { RunConfig } from '@jiagu/config';
import { RandomStream } from '@jiagu/random';
import { fedDomains, type Method, type TrainingBatch } from '@jiagu/training';

/** Images of noise in [-1, 1], [count, size, size, channels]. */
export function noise({ data }: RunConfig, count: number, name: string): tf.Tensor4D {
  const random = new RandomStream(name);
  const shape: [number, number, number, number] = [count, data.imageSize, data.imageSize, data.channels];
  const values = Float32Array.from({ length: tf.util.sizeFromShape(shape) }, () => random.uniform(-1, 1));
  return tf.tensor4d(values, shape);
}

/** A batch of noise with the domains and views that the training loop would give the method. */
export function noiseBatch(config: RunConfig, { feeds }: Method, count: number): TrainingBatch {
  const labels = Int32Array.from({ length: count }, (_, i) => i % config.data.classes);
  return Object.fromEntries(
    fedDomains(feeds).map((domain) => {
      const [first, second] = (feeds[domain]?.views ?? []).map((view) =>
        noise(config, count, `${domain} ${view}`),
      );
      if (!first) throw new Error('a method must use at least one view of an image');
      const labelled = domain === 'source' && feeds.source?.labels;
      return [
        domain,
        { weak: first, strong: second ?? first, ...(labelled && { labels: tf.tensor1d(labels, 'int32') }) },
      ];
    }),
  );
}
