import { createHash } from 'node:crypto';
import { tensorsOfRankZero, textsOfRanks, world } from '@jiagu/distributed';
import type * as tf from '@tensorflow/tfjs-core';
import type { Method } from './method.js';
import { stateOf } from './method-state.js';

type Part = Pick<Method, 'modules' | 'optimizers'>;

/** Gives the networks and optimisers of all ranks the state of rank 0's, such as weights made on its machine. */
export function takeStateOfRankZero(method: Part): void {
  if (world().size === 1) return;
  const state = stateOf(method);
  const values = tensorsOfRankZero(state.map(({ value }) => value));
  state.forEach((kept, i) => kept.assign(values[i] as tf.Tensor));
}

/**
 * Makes sure that networks and optimisers of all ranks are the same to the bit. To be called by all ranks.
 * @throws Error naming the ranks that differ from the first
 */
export function requireSameState(method: Part): void {
  const { size, hosts } = world();
  if (size === 1) return;
  const hash = createHash('sha256');
  for (const { value } of stateOf(method)) hash.update(value.dataSync<'float32'>());
  const [first, ...others] = textsOfRanks(hash.digest('hex'), 64);
  const astray = others.flatMap((digest, i) =>
    digest === first ? [] : [`rank ${i + 1} on ${hosts[i + 1]}`],
  );
  if (astray.length > 0)
    throw new Error(
      `the networks of ${astray.join(', ')} are no longer those of rank 0: the memory or processor of one of the machines is at fault, or a step does other things there`,
    );
}
