import * as tf from '@tensorflow/tfjs-core';
import type { Module } from './module.js';
import type { Buffer, Parameter } from './parameter.js';

/** A network whose inputs or outputs are classes, one place each. */
export interface HasClasses {
  /** Brings them into another order: class i is what class `order[i]` was. */
  renumberClasses(order: readonly number[]): void;
}

/**
 * Brings the classes of every network that has any into another order.
 * @throws Error where none says that it has: the order would get lost
 */
export function renumberClasses(networks: readonly Module[], order: readonly number[]): void {
  if (order.every((from, to) => from === to)) return;
  const able = networks.filter((network): network is Module & HasClasses => 'renumberClasses' in network);
  if (able.length === 0)
    throw new Error(
      'the classes stand in another order, and no network can bring its own into it (HasClasses)',
    );
  for (const network of able) network.renumberClasses(order);
}

/** Places of one axis in another order: place i has what place `order[i]` had. */
export function reorder(kept: Parameter | Buffer, order: readonly number[], axis: number): void {
  kept.assign(tf.tidy(() => tf.gather(kept.value, tf.tensor1d([...order], 'int32'), axis)));
}
