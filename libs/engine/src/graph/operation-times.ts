import * as tf from '@tensorflow/tfjs-core';
import { listen } from './listen.js';
import type { RecordableBackend } from './native-binding.js';

/** Time spent in one kind of TensorFlow operation. */
export interface OperationTime {
  /** TensorFlow's name, `Conv2D` */
  operation: string;
  count: number;
  milliseconds: number;
}

/** Runs `f` and times its native operations, slowest kind first. Operations within a compiled step are not timed. */
export function operationTimes<T>(f: () => T): { result: T; operations: OperationTime[] } {
  const byName = new Map<string, OperationTime>();
  const backend = tf.backend() as unknown as RecordableBackend;
  const result = listen(
    backend,
    (binding) => ({
      executeOp: (name, attributes, inputs, outputs) => {
        const started = performance.now();
        const results = binding.executeOp(name, attributes, inputs, outputs);
        const entry = byName.get(name) ?? { operation: name, count: 0, milliseconds: 0 };
        entry.count++;
        entry.milliseconds += performance.now() - started;
        byName.set(name, entry);
        return results;
      },
    }),
    f,
  );
  return { result, operations: [...byName.values()].sort((a, b) => b.milliseconds - a.milliseconds) };
}
