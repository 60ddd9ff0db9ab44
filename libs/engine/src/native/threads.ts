import { availableParallelism } from 'node:os';

/**
 * How many threads TensorFlow is to use; `0` means all cores this process may run on.
 * Without a wish the environment's own `TF_NUM_INTRAOP_THREADS` stays in force.
 */
export function threadCount(wish?: number): number {
  const inherited = Number(process.env.TF_NUM_INTRAOP_THREADS);
  return wish || (wish === undefined && inherited > 0 ? inherited : availableParallelism());
}

/**
 * Tells TensorFlow, which reads its environment once when it is loaded, how many threads to use and to keep
 * its banners to itself. What the user has set for logging stays.
 */
export function prepareEnvironment(threads: number): void {
  process.env.TF_NUM_INTRAOP_THREADS = String(threads);
  process.env.TF_NUM_INTEROP_THREADS ??= String(threads);
  process.env.OMP_NUM_THREADS = String(threads);
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '3';
}
