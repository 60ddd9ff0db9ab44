import * as tf from '@tensorflow/tfjs-core';
import type { Method } from './method.js';
import { stateOf } from './method-state.js';

type Part = Pick<Method, 'modules' | 'optimizers'>;

/**
 * Remembers all networks and optimisers as they are, at the price of a second copy of them while the step runs.
 * Either function of the result is to be called once.
 */
export function rememberState(method: Part): { undo: () => void; forget: () => void } {
  const state = stateOf(method);
  // The same native tensors under other names: nothing is copied until the step puts new ones in their place.
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

/** Names of losses that are not finite; `weights` when something in networks or optimisers is not. */
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
