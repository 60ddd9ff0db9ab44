import { createHash } from 'node:crypto';
import { tensorsOfRankZero, textsOfRanks, world } from '@jiagu/distributed';
import type * as tf from '@tensorflow/tfjs-core';
import type { Method } from './method.js';
import { stateDictOf, stateOf } from './method-state.js';

/** Number of tensors that an error names. */
const NAMED = 3;

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
 * @throws Error naming the ranks and tensors that differ from the first rank's
 */
export function requireSameState(method: Part): void {
  const { size, hosts } = world();
  if (size === 1) return;
  const state = [...stateDictOf(method.modules), ...stateDictOf(method.optimizers)];
  const ranks = differing(state.map(([, { data }]) => data));
  if (ranks.length === 0) return;
  const astray = ranks.map((rank) => `rank ${rank} on ${hosts[rank]}`).join(', ');
  const names = state.flatMap(([name, { data }]) => (differing([data]).length > 0 ? [name] : []));
  const others = names.length > NAMED ? ` and ${names.length - NAMED} more` : '';
  throw new Error(
    `the networks of ${astray} are no longer those of rank 0 (${names.slice(0, NAMED).join(', ')}${others}): the memory or processor of one of the machines is at fault, or a step does other things there`,
  );
}

/** The ranks whose values are not those of rank 0. */
function differing(values: readonly Float32Array[]): number[] {
  const hash = createHash('sha256');
  for (const part of values) hash.update(part);
  const [first, ...others] = textsOfRanks(hash.digest('hex'), 64);
  return others.flatMap((digest, i) => (digest === first ? [] : [i + 1]));
}
