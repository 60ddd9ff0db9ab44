import * as tf from '@tensorflow/tfjs-core';
import { keptConstants } from '../kernels/index.js';
import { GraphRecorder } from './graph-recorder.js';
import type { RecordableBackend } from './native-binding.js';

/** Starts a recording on the running engine. */
export function graphRecorder(): GraphRecorder {
  return new GraphRecorder(tf.backend() as unknown as RecordableBackend, keptConstants);
}
