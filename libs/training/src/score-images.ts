import type { RunConfig } from '@jiagu/config';
import type { Dataset } from '@jiagu/data';
import {
  drawImages,
  drawSubset,
  evenLabels,
  imageTensors,
  type Generator,
  type ImageCritic,
} from '@jiagu/evaluation';
import { RandomStream } from '@jiagu/random';
import * as tf from '@tensorflow/tfjs-core';

/** About so many images of each kind are scored. */
const SCORED = 256;

/** What is scored, and by whom. */
export interface ScoredParts {
  readonly config: Pick<RunConfig, 'data' | 'training'>;
  readonly critic: ImageCritic;
  readonly generator: Generator;
  /** real images by kind */
  readonly real: Readonly<Record<string, Dataset>>;
}

/**
 * What a critic says of the same few real images of each kind, and of `generated` ones, always of the same noise; in
 * batches of the size of training, whole ones where there are enough images, as a critic may look at the whole batch.
 */
export async function scoreImages({
  config: { data, training },
  critic,
  generator,
  real,
}: ScoredParts): Promise<Record<string, Float32Array>> {
  const { batchSize } = training;
  const most = Math.max(1, Math.floor(SCORED / batchSize)) * batchSize;
  const told = generator.classes > 0;
  const score = (images: tf.Tensor4D, labels: Int32Array): Float32Array =>
    tf.tidy(() => critic.score(images, told ? tf.tensor1d(labels, 'int32') : undefined));
  const scores: Record<string, Float32Array> = {};
  for (const [kind, dataset] of Object.entries(real)) {
    const whole = dataset.length - (dataset.length % batchSize);
    const some = drawSubset(
      dataset,
      Math.min(most, whole || most),
      new RandomStream(`evaluation/critic/${kind}`),
    );
    const found: Float32Array[] = [];
    for await (const { images, batch } of imageTensors(some, { batchSize, imageSize: data.imageSize }))
      found.push(score(images, batch.labels));
    scores[kind] = concat(found);
  }
  const labels = evenLabels(most, generator.classes);
  const stream = new RandomStream('evaluation/critic/noise');
  const found: Float32Array[] = [];
  for (const { images, start } of drawImages(generator, { labels, stream, batchSize }))
    found.push(score(images, labels.subarray(start, start + images.shape[0])));
  return { ...scores, generated: concat(found) };
}

const concat = (pieces: readonly Float32Array[]): Float32Array =>
  Float32Array.from(pieces.flatMap((piece) => [...piece]));
