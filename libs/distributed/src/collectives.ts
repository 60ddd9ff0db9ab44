import * as tf from '@tensorflow/tfjs-core';
import { world } from './world.js';

/** What a sum over the ranks needs of tfjs-node's backend. */
interface NativeBackend {
  binding: Record<'TF_ATTR_TYPE' | 'TF_FLOAT' | 'TF_INT32', number>;
  executeSingleOutput(
    name: string,
    attributes: { name: string; type: number; value: number }[],
    inputs: tf.TensorInfo[],
  ): tf.Tensor;
}

type Operation = 'JiaguAllReduce' | 'JiaguAllReduceStart' | 'JiaguAllReduceWait';

function run<T extends tf.Tensor>(operation: Operation, x: T): T {
  const backend = tf.backend() as unknown as NativeBackend;
  const { TF_ATTR_TYPE: type, TF_FLOAT, TF_INT32 } = backend.binding;
  const value = x.dtype === 'int32' ? TF_INT32 : TF_FLOAT;
  return backend.executeSingleOutput(operation, [{ name: 'T', type, value }], [x]) as T;
}

/**
 * The sum over all ranks, to the same bits on each: x of rank 0 + x of rank 1 + ..., in this order. All ranks must ask, in
 * one order, for tensors of one shape. A recorded graph keeps it. Of a single process x itself.
 * @param x float32 or int32
 * @throws Error naming the ranks that don't take part within `JIAGU_STALL_SECONDS`
 */
export const sumOverRanks = <T extends tf.Tensor>(x: T): T =>
  world().size === 1 ? x : run('JiaguAllReduce', x);

/** The mean over all ranks, as {@link sumOverRanks}. */
export const meanOverRanks = <T extends tf.Tensor>(x: T): T =>
  world().size === 1 ? x : tf.mul<T>(run('JiaguAllReduce', x), 1 / world().size);

/**
 * Begins a {@link sumOverRanks} that goes on beside what is computed next.
 * @returns waits for the sum; to be called once, on all ranks in the order in which they were begun
 */
export function startSumOverRanks<T extends tf.Tensor>(x: T): () => T {
  if (world().size === 1) return () => x;
  const started = run('JiaguAllReduceStart', x);
  return () => run('JiaguAllReduceWait', started);
}

/** The means of several tensors of any shapes, by one {@link meanOverRanks}. Of a single process the tensors themselves. */
export function meansOverRanks<T extends tf.Tensor>(tensors: readonly T[]): T[] {
  if (world().size === 1 || tensors.length === 0) return [...tensors];
  return tf.tidy(() => {
    const flat = tf.concat1d(tensors.map((tensor) => tf.reshape(tensor, [-1])));
    const means = tf.split(
      meanOverRanks(flat),
      tensors.map(({ size }) => size),
    );
    return tensors.map(({ shape }, i) => tf.reshape(means[i] as tf.Tensor, shape) as T);
  });
}

/** x [n, ...] of all ranks, one after the other [n ranks, ...]. Of a single process x itself. */
export function gatherOverRanks<T extends tf.Tensor>(x: T): T {
  const { rank, size } = world();
  if (size === 1) return x;
  return tf.tidy(() => {
    const [count = 0, ...inner] = x.shape;
    const zeros = (ranks: number): tf.Tensor[] =>
      ranks > 0 ? [tf.zeros([ranks * count, ...inner], x.dtype as 'float32')] : [];
    return sumOverRanks(tf.concat([...zeros(rank), x, ...zeros(size - rank - 1)])) as T;
  });
}

/** The tensors of rank 0, to the bit but for the sign of zeros. Of a single process the tensors themselves. */
export function tensorsOfRankZero(tensors: readonly tf.Tensor[]): tf.Tensor[] {
  if (world().size === 1) return [...tensors];
  return tensors.map((x) =>
    world().rank === 0 ? sumOverRanks(x) : tf.tidy(() => sumOverRanks(tf.zerosLike(x))),
  );
}

/** A text of rank 0. @param text not looked at on other ranks */
export function textOfRankZero(text: string): string {
  if (world().size === 1) return text;
  const sumOf = (values: Int32Array): Int32Array =>
    tf.tidy(() => sumOverRanks(tf.tensor1d(values, 'int32')).dataSync<'int32'>());
  const own = world().rank === 0 ? new TextEncoder().encode(text) : new Uint8Array();
  const [length = 0] = sumOf(Int32Array.of(own.length));
  const padded = new Int32Array(length);
  padded.set(own);
  return new TextDecoder().decode(Uint8Array.from(sumOf(padded)));
}

/** A text of each rank, on all ranks. @param text of at most `length` bytes */
export function textsOfRanks(text: string, length: number): string[] {
  const bytes = new Int32Array(length);
  bytes.set(new TextEncoder().encode(text));
  const all = tf.tidy(() => gatherOverRanks(tf.tensor1d(bytes, 'int32')).dataSync<'int32'>());
  return Array.from({ length: world().size }, (_, rank) => {
    const own = Uint8Array.from(all.subarray(rank * length, (rank + 1) * length));
    const end = own.indexOf(0);
    return new TextDecoder().decode(end < 0 ? own : own.subarray(0, end));
  });
}
