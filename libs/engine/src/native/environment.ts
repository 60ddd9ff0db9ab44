import { availableParallelism } from 'node:os';

/**
 * How many threads TensorFlow uses.
 * @param wish 0: all cores this process may run on; absent: `TF_NUM_INTRAOP_THREADS` of the environment, else all cores
 */
export function threadCount(wish?: number): number {
  const inherited = Number(process.env.TF_NUM_INTRAOP_THREADS);
  return wish || (wish === undefined && inherited > 0 ? inherited : availableParallelism());
}

/**
 * Sets the environment variables that TensorFlow reads once, when its library is loaded. What the user has set for
 * logging and oneDNN is kept.
 */
export function prepareEnvironment(threads: number): void {
  process.env.TF_NUM_INTRAOP_THREADS = String(threads);
  process.env.TF_NUM_INTEROP_THREADS ??= String(threads);
  process.env.OMP_NUM_THREADS = String(threads);
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '3';
  // By itself TensorFlow uses oneDNN's kernels only on x86 processors with AVX512-VNNI or AMX, but convolutions
  // are faster with them on AVX2 too. On arm64 its own choice is the better informed one.
  if (process.arch === 'x64') process.env.TF_ENABLE_ONEDNN_OPTS ??= '1';
}
