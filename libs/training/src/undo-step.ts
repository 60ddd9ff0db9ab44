import * as tf from '@tensorflow/tfjs-core';
import type { Method } from './method.js';
import { stateOf } from './method-state.js';

type Part = Pick<Method, 'modules' | 'optimizers'>;

/**
 * Remembers the state of all networks and optimisers, so that a step can be undone. While it runs, there are two copies
 * of the state in memory.
 * @returns two functions, of which the caller calls exactly one, once: `undo` restores the state, `forget` frees it
 */
export function rememberState(method: Part): { undo: () => void; forget: () => void } {
  const state = stateOf(method);
  // Clones share the data: nothing is copied until the step replaces the tensors.
  const before = state.map(({ value }) => tf.keep(tf.clone(value)));
  const optimizers = Object.values(method.optimizers);
  const updates = optimizers.map((optimizer) => optimizer.updates);
  return {
    undo: () => {
      state.forEach((kept, i) => kept.assign(before[i] as tf.Tensor));
      optimizers.forEach((optimizer, i) => (optimizer.updates = updates[i] as number));
    },
    forget: () => tf.dispose(before),
  };
}

/** Names of the losses that are not finite, and `weights` if a tensor in the networks or optimisers is not. */
export function notFiniteNames(method: Part, losses: Record<string, tf.Scalar>): string[] {
  return tf.tidy(() => {
    const names = Object.keys(losses);
    const finite = tf.stack([
      ...Object.values(losses).map((loss) => tf.isFinite(loss)),
      tf.all(tf.stack(stateOf(method).map(({ value }) => tf.all(tf.isFinite(value))))),
    ]);
    const flags = finite.dataSync();
    return [...names, 'weights'].filter((_, i) => !flags[i]);
  });
}
