import * as tf from '@tensorflow/tfjs-core';
import { Module } from './module.js';
import type { Buffer, Parameter } from './parameter.js';

/** A network with an input or output for each class. */
export interface HasClasses {
  /** Reorders the classes: class i becomes what class `order[i]` was. */
  renumberClasses(order: readonly number[]): void;
}

/** Whether a network implements {@link HasClasses}. */
export const hasClasses = (network: Module): network is Module & HasClasses => 'renumberClasses' in network;

/** Reorders the classes of all parts of a network that implement {@link HasClasses}. */
export function renumberParts(network: Module, order: readonly number[]): void {
  for (const part of Object.values(network).flat())
    if (part instanceof Module) {
      if (hasClasses(part)) part.renumberClasses(order);
      else renumberParts(part, order);
    }
}

/** Reorders one axis of a parameter or buffer: index i gets what index `order[i]` had. */
export function reorder(kept: Parameter | Buffer, order: readonly number[], axis: number): void {
  kept.assign(tf.tidy(() => tf.gather(kept.value, tf.tensor1d([...order], 'int32'), axis)));
}
