import * as tf from '@tensorflow/tfjs-core';

/** What tensors and the process occupy. */
export interface MemoryUse {
  /** Live tensors: made and neither disposed nor tidied. */
  tensors: number;
  /** Bytes of their data. */
  bytes: number;
  /** Bytes of memory that the operating system has given to this process. */
  residentBytes: number;
}

/** What tensors and the process occupy now. */
export function memory(): MemoryUse {
  const { numTensors, numBytes } = tf.memory();
  return { tensors: numTensors, bytes: numBytes, residentBytes: process.memoryUsage.rss() };
}
