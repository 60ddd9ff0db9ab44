import type * as tf from '@tensorflow/tfjs-core';
import type { Dataset } from '@jiagu/data';
import type { Domain } from '@jiagu/config';
import type { RandomStream } from '@jiagu/random';
import { imageTensors } from './image-tensors.js';
import { drawSubset } from './subset.js';

/** Networks with running statistics of their own for each domain. */
export interface HasStatistics {
  /** Adds one batch to the domain's statistics, which become the plain average over batches 0, 1, ... . */
  estimateStatistics(images: tf.Tensor4D, domain: Domain, batch: number): void;
}

/** Which images the statistics are computed from. */
export interface StatisticsOptions {
  /** How many images are drawn, at most all, rounded down to whole batches. */
  readonly images: number;
  /** Approximate size of a batch; batches are of equal size, since each counts the same. */
  readonly batchSize: number;
  readonly imageSize: number;
  readonly stream: RandomStream;
}

/** Recomputes a domain's running statistics from its images, unaugmented and without labels. */
export async function estimateStatistics(
  networks: HasStatistics,
  dataset: Dataset,
  domain: Domain,
  { images, batchSize, imageSize, stream }: StatisticsOptions,
): Promise<void> {
  const available = Math.min(images, dataset.length);
  const equal = Math.ceil(available / Math.max(1, Math.round(available / batchSize)));
  // Whole batches only: a remnant of a few images would weigh as much as all others.
  const used = Math.max(1, Math.floor(available / equal)) * equal;
  let batch = 0;
  for await (const { images: tensor } of imageTensors(drawSubset(dataset, used, stream), {
    batchSize: equal,
    imageSize,
  }))
    networks.estimateStatistics(tensor, domain, batch++);
}
