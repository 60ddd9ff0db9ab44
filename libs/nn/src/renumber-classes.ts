import * as tf from '@tensorflow/tfjs-core';
import { Module } from './module.js';
import type { Buffer, Parameter } from './parameter.js';

/** A network whose inputs or outputs are classes, one place each. */
export interface HasClasses {
  /** Brings them into another order: class i is what class `order[i]` was. */
  renumberClasses(order: readonly number[]): void;
}

/** Whether a network says that it has places of classes. */
export const hasClasses = (network: Module): network is Module & HasClasses => 'renumberClasses' in network;

/** Brings the classes of all parts of a network that have places of them into another order. */
export function renumberParts(network: Module, order: readonly number[]): void {
  for (const part of Object.values(network).flat())
    if (part instanceof Module) {
      if (hasClasses(part)) part.renumberClasses(order);
      else renumberParts(part, order);
    }
}

/** Places of one axis in another order: place i has what place `order[i]` had. */
export function reorder(kept: Parameter | Buffer, order: readonly number[], axis: number): void {
  kept.assign(tf.tidy(() => tf.gather(kept.value, tf.tensor1d([...order], 'int32'), axis)));
}
