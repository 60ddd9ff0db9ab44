import { noGrad } from '@jiagu/nn';
import { hostScalar, type Buffer, type Parameter } from '@jiagu/nn';
import * as tf from '@tensorflow/tfjs-core';
import type { GanContext } from './context.js';

/**
 * Remembers the critic and its optimiser, so that the updates that follow can be undone exactly.
 * @returns a function that restores both
 */
export function rememberCritic({ players, optimizers }: GanContext): () => void {
  const { critic: optimizer } = optimizers;
  const kept: (Parameter | Buffer)[] = [
    ...[...players.critic.namedState()].map(([, value]) => value),
    ...Object.values(optimizer.buffers),
  ];
  return noGrad(() => {
    // The same native tensors under other names: nothing is copied.
    const before = kept.map(({ value }) => tf.clone(value));
    let updates = 0;
    const start = hostScalar(() => (updates = optimizer.updates));
    start.dispose();
    return () => {
      // A product is a result of a recorded step, which a tensor that was there before it is not.
      kept.forEach((value, i) => value.assign(noGrad(() => tf.mul(before[i] as tf.Tensor, 1))));
      // Where a recorded step is replayed, these functions are called again in the order of the code.
      hostScalar(() => (optimizer.updates = updates)).dispose();
    };
  });
}
