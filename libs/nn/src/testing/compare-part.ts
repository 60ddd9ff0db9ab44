import type { Tensor } from '@tensorflow/tfjs-core';
import { expect } from 'vitest';
import type { Module } from '../module.js';
import type { Array64 } from './array64.js';

/** The values of a tensor in TensorFlow's layout. */
export const fromTensor = (tensor: Tensor): Array64 => ({
  shape: [...tensor.shape],
  data: Float64Array.from(tensor.dataSync<'float32'>()),
});

/** Number of trained values of a module. */
export const parameterCount = (module: Module): number =>
  module.parameters().reduce((sum, { value }) => sum + value.size, 0);

/** Expects the values of a float64 reference, to 1e-4 of the largest: float32 through some dozen layers. */
export function expectClose(actual: Tensor, expected: Array64): void {
  expect(actual.shape).toEqual(expected.shape);
  const scale = Math.max(...expected.data.map(Math.abs), 1e-3);
  const errors = Array.from(actual.dataSync(), (value, i) => Math.abs(value - (expected.data[i] ?? NaN)));
  expect(Math.max(...errors) / scale).toBeLessThan(1e-4);
}
