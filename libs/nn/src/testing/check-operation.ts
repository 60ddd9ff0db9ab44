import * as tf from '@tensorflow/tfjs-core';
import { expect } from 'vitest';
import { GradientTape } from '../gradient-tape.js';
import { hasFusedKernel } from '../ops/fused-kernel.js';
import { random64, type Array64 } from './array64.js';

/** Takes the tensors in the order of the inputs; `never` lets each test name their ranks. */
type TensorFunction = (...inputs: never[]) => tf.Tensor;

interface OperationCheck {
  /** name of the fused kernel, which must be there */
  kernel: string;
  inputs: Array64[];
  fused: TensorFunction;
  portable: TensorFunction;
  /** the same in plain loops */
  reference: (...inputs: never[]) => Array64;
  /** how many of the inputs, from the first, are differentiated; default all */
  differentiable?: number;
}

/** Greatest error allowed, relative to the largest number compared: some hundred roundings of float32. */
const TOLERANCE = 2e-5;
const STEP = 1e-5;
/** Elements of an input whose derivative is taken. */
const PROBES = 40;

/**
 * Checks values and gradients of sum(y weights) of both forms of an operation against float64 and its central
 * finite differences, both forms against each other, and that neither leaves a tensor behind.
 */
export function checkOperation({
  kernel,
  inputs,
  fused,
  portable,
  reference,
  ...options
}: OperationCheck): void {
  expect(hasFusedKernel(kernel)).toBe(true);
  const expected = reference(...(inputs as never[]));
  const weights = random64(expected.shape, 'weights');
  const differentiable = options.differentiable ?? inputs.length;
  const loss = (values: Array64[]): number =>
    reference(...(values as never[])).data.reduce((sum, y, i) => sum + y * (weights.data[i] as number), 0);

  const results = [fused, portable].map((run) => evaluate(run, inputs, weights, differentiable));
  for (const { y, gradients } of results) {
    expect(y.shape).toEqual(expected.shape);
    expectClose(y.data, expected.data);
    for (const [k, gradient] of gradients.entries()) {
      const probes = probesOf(gradient.length);
      const slopes = probes.map(
        (i) => (loss(moved(inputs, k, i, STEP)) - loss(moved(inputs, k, i, -STEP))) / (2 * STEP),
      );
      expectClose(
        probes.map((i) => gradient[i] as number),
        slopes,
        largest(gradient),
      );
    }
  }
  const [first, second] = results as [Result, Result];
  for (const [k, gradient] of first.gradients.entries())
    expectClose(gradient, second.gradients[k] as Float32Array);
}

interface Result {
  y: { shape: number[]; data: Float32Array };
  gradients: Float32Array[];
}

function evaluate(run: TensorFunction, inputs: Array64[], weights: Array64, differentiable: number): Result {
  const tensors = inputs.map(({ shape, data }) => tf.tensor(Float32Array.from(data), shape));
  const w = tf.tensor(Float32Array.from(weights.data), weights.shape);
  const before = tf.memory().numTensors;

  const y = run(...(tensors as never[]));
  expect(tf.memory().numTensors, 'tensors left by the forward pass').toBe(before + 1);
  const value = { shape: y.shape, data: y.dataSync<'float32'>() };
  y.dispose();

  const wanted = tensors.slice(0, differentiable);
  const tape = new GradientTape();
  const loss = tape.record(() => tf.sum(tf.mul(run(...(tensors as never[])), w)));
  const taped = tape.gradient(loss, wanted);
  const direct = tf.grads((...xs) =>
    tf.sum(tf.mul(run(...([...xs, ...tensors.slice(differentiable)] as never[])), w)),
  )(wanted);
  const gradients = taped.map((gradient) => Float32Array.from(gradient.dataSync<'float32'>()));
  for (const [k, gradient] of direct.entries())
    expectClose(gradient.dataSync<'float32'>(), gradients[k] as Float32Array);
  tf.dispose([loss, taped, direct]);
  expect(tf.memory().numTensors, 'tensors left by the backward pass').toBe(before);
  tf.dispose([tensors, w]);
  return { y: value, gradients };
}

function expectClose(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  scale = largest(expected),
): void {
  expect(actual.length).toBe(expected.length);
  let worst = 0;
  for (let i = 0; i < expected.length; i++) {
    const error = Math.abs((actual[i] as number) - (expected[i] as number));
    // Written so that NaN counts as an error.
    if (!(error <= worst)) worst = error;
  }
  expect(worst / Math.max(scale, 1e-3)).toBeLessThan(TOLERANCE);
}

const largest = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((most, value) => Math.max(most, Math.abs(value)), 0);

const probesOf = (length: number): number[] =>
  Array.from({ length: Math.min(length, PROBES) }, (_, i) =>
    Math.floor((i * length) / Math.min(length, PROBES)),
  );

const moved = (inputs: Array64[], k: number, i: number, step: number): Array64[] =>
  inputs.map((input, index) => {
    if (index !== k) return input;
    const data = Float64Array.from(input.data);
    data[i] = (data[i] as number) + step;
    return { ...input, data };
  });
