import * as tf from '@tensorflow/tfjs-core';
import type { Module } from './module.js';
import type { Buffer, Parameter } from './parameter.js';

/** A network whose inputs or outputs are classes, one place each. */
export interface HasClasses {
  /** Brings them into another order: class i is what class `order[i]` was. */
  renumberClasses(order: readonly number[]): void;
}

/** Brings the classes of every network that has any into another order. */
export function renumberClasses(networks: Iterable<Module>, order: readonly number[]): void {
  for (const network of networks)
    if ('renumberClasses' in network) (network as Module & HasClasses).renumberClasses(order);
}

/** Places of one axis in another order: place i has what place `order[i]` had. */
export function reorder(kept: Parameter | Buffer, order: readonly number[], axis: number): void {
  kept.assign(tf.tidy(() => tf.gather(kept.value, tf.tensor1d([...order], 'int32'), axis)));
}
