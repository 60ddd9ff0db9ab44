import { gatherOverRanks, sumOverRanks, world } from '@jiagu/distributed';
import * as tf from '@tensorflow/tfjs-core';

/** What networks gave for the images of one batch: a row of each output for each image. */
export interface BatchRows {
  /** Where the first of the images stands. */
  readonly start: number;
  /** Of each output. */
  readonly rows: readonly (readonly Float32Array[])[];
}

/** A batch of images, freed by whoever made it when the next is asked for. */
export interface ImageBatch {
  readonly images: tf.Tensor4D;
  readonly start: number;
}

/**
 * What networks give for images, batch by batch, in their order. Several ranks take the batches in turn and exchange what
 * they found: each batch is computed by one of them as a single process would, and all have every row.
 *
 * @param batches those of this rank: of every `world().size` the one numbered `world().rank`
 * @param see outputs [N, width] of images [N, H, W, channels]; they are freed here
 */
export async function* rowsOfBatches(
  batches: AsyncIterable<ImageBatch> | Iterable<ImageBatch>,
  { total, batchSize }: { total: number; batchSize: number },
  see: (images: tf.Tensor4D) => readonly tf.Tensor2D[],
): AsyncGenerator<BatchRows, void, void> {
  const { size } = world();
  if (size === 1) {
    for await (const { images, start } of batches) yield { start, rows: await rowsOfAll(see(images)) };
    return;
  }
  const own = asyncIterator(batches);
  for (let round = 0; round < total; round += size * batchSize) {
    const next = await own.next();
    const outputs = next.done ? [] : see(next.value.images);
    const all = exchange(outputs, batchSize);
    tf.dispose([...outputs]);
    for (let start = round, rank = 0; rank < size && start < total; rank++, start += batchSize) {
      const count = Math.min(batchSize, total - start);
      yield { start, rows: all.map((rows) => rows.slice(rank * batchSize, rank * batchSize + count)) };
    }
  }
  // Frees the last batch.
  await own.return?.();
}

/** The rows of all ranks, `batchSize` places each. A rank without a batch gives no outputs; rank 0 always has one. */
function exchange(outputs: readonly tf.Tensor2D[], batchSize: number): Float32Array[][] {
  const [count = 0] = fromRankZero([outputs.length]);
  const widths = fromRankZero(Array.from({ length: count }, (_, i) => outputs[i]?.shape[1] ?? 0));
  return widths.map((width, i) => {
    const values = tf.tidy(() => {
      const output = outputs[i] ?? (tf.zeros([0, width]) as tf.Tensor2D);
      const padded = tf.pad2d(output, [
        [0, batchSize - output.shape[0]],
        [0, 0],
      ]);
      return gatherOverRanks(padded).dataSync<'float32'>();
    });
    return rowsOf(values, width);
  });
}

/** Whole numbers of rank 0. */
function fromRankZero(numbers: readonly number[]): number[] {
  const own = world().rank === 0 ? numbers : numbers.map(() => 0);
  return tf.tidy(() => [...sumOverRanks(tf.tensor1d([...own], 'int32')).dataSync<'int32'>()]);
}

/** The rows of each tensor; all are freed. */
function rowsOfAll(tensors: readonly tf.Tensor2D[]): Promise<Float32Array[][]> {
  return Promise.all(
    tensors.map(async (tensor) => {
      const width = tensor.shape[1];
      const values = await tensor.data<'float32'>();
      tensor.dispose();
      return rowsOf(values, width);
    }),
  );
}

const rowsOf = (values: Float32Array, width: number): Float32Array[] =>
  Array.from({ length: values.length / width }, (_, n) => values.subarray(n * width, (n + 1) * width));

async function* asyncIterator<T>(items: AsyncIterable<T> | Iterable<T>): AsyncGenerator<T, void, void> {
  yield* items;
}
