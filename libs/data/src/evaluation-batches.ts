import { RandomStream } from '@jiagu/random';
import { type Batch, checkImageSize, makeBatch } from './batch.js';
import type { Dataset } from './dataset.js';

/** Sizes of the batches and images of an evaluation. */
export interface EvaluationOptions {
  readonly batchSize: number;
  /** Side of the centre window in pixels; at most the data set's resizeTo. */
  readonly imageSize: number;
  /** Which batches are wanted: of every `size`, the one numbered `rank`. Absent: all. */
  readonly part?: { readonly rank: number; readonly size: number };
}

/**
 * Every image once, in the data set's order, as the centre window; the last batch may be smaller. The next batch
 * is read while one is used.
 * @throws Error naming the file that can't be read, or when the image size exceeds the data set's resizeTo
 */
export async function* evaluationBatches(
  dataset: Dataset,
  { batchSize, imageSize, part = { rank: 0, size: 1 } }: EvaluationOptions,
): AsyncGenerator<Batch<'image'>, void, void> {
  checkImageSize(dataset, imageSize);
  const nothingDrawn = new RandomStream('');
  const make = (start: number) => {
    const indices = Uint32Array.from(
      { length: Math.min(batchSize, dataset.length - start) },
      (_, i) => start + i,
    );
    const batch = makeBatch({ dataset, imageSize, views: { image: {} } }, indices, nothingDrawn);
    // An error of the batch read ahead belongs to the moment in which it is asked for.
    batch.catch(() => undefined);
    return batch;
  };
  const [first, stride] = [part.rank * batchSize, part.size * batchSize];
  if (first >= dataset.length) return;
  let next = make(first);
  for (let start = first; start < dataset.length; start += stride) {
    const batch = await next;
    if (start + stride < dataset.length) next = make(start + stride);
    yield batch;
  }
}
