import { traceOperations, type Trace, type TracedConstant } from '@jiagu/engine';
import * as tf from '@tensorflow/tfjs-core';
import _ from 'lodash';
import { foldBatchNorms } from './fold-batch-norms.js';
import type { Network, NetworkConstant, Port } from './network.js';

/** A function of tensors whose first axis counts images. */
export interface NetworkFunction {
  /** Names and shapes of what it takes, without the first axis. */
  readonly inputs: Readonly<Record<string, readonly number[]>>;
  /** Names of what it gives, in order. */
  readonly outputs: readonly string[];
  /** Runs it, within a tidy. */
  run(...inputs: tf.Tensor[]): readonly tf.Tensor[];
}

/**
 * Writes down what a network computes in evaluation mode, for batches of any size: by running it on batches of two and
 * three images, between which nothing but sizes may differ. Batch normalisations are folded into convolutions.
 *
 * @param weights every tensor that may enter: parameters and running statistics
 * @throws Error when what it computes depends on the size of the batch in another way
 */
export function traceNetwork(network: NetworkFunction, weights: readonly tf.Tensor[]): Network {
  const [two, three] = [traceBatch(network, weights, 2), traceBatch(network, weights, 3)];
  return foldBatchNorms(merge(network, two, three));
}

function traceBatch({ inputs, run }: NetworkFunction, weights: readonly tf.Tensor[], count: number): Trace {
  const images = Object.values(inputs).map((shape, i) =>
    tf.randomUniform([count, ...shape], -1, 1, 'float32', i),
  );
  try {
    return traceOperations(() => run(...images), images, weights);
  } finally {
    tf.dispose(images);
  }
}

function merge({ inputs, outputs }: NetworkFunction, two: Trace, three: Trace): Network {
  const refuse = (what: string): never => {
    throw new Error(
      `the network can't be exported: ${what} differs between batches of two and of three images`,
    );
  };
  if (two.operations.length !== three.operations.length) refuse('what is computed');
  const constants = new Map<number, NetworkConstant>();
  two.operations.forEach((operation, i) => {
    const other = three.operations[i];
    if (other?.operation !== operation.operation || !_.isEqual(other.attributes, operation.attributes))
      return refuse(`operation ${i}, ${operation.operation},`);
    operation.inputs.forEach((id, k) => {
      const [a, b] = [two.constants.get(id), three.constants.get(other.inputs[k] as number)];
      if (!a !== !b) refuse(`input ${k} of operation ${i}, ${operation.operation},`);
      if (!a || !b || constants.has(id)) return;
      constants.set(
        id,
        mergeConstant(a, b) ?? refuse(`a constant of operation ${i}, ${operation.operation},`),
      );
    });
  });
  const ports = (names: readonly string[], tensors: readonly number[]): Port[] =>
    names.map((name, i) => {
      const tensor = tensors[i] as number;
      return { name, tensor, shape: (two.shapes.get(tensor) ?? []).slice(1) };
    });
  return {
    types: two.types,
    inputs: ports(Object.keys(inputs), two.inputs),
    outputs: ports(outputs, two.outputs),
    operations: two.operations,
    constants,
    shapes: two.shapes,
  };
}

/** The constant for batches of any size: sizes grow by the same amount with every image. */
function mergeConstant(two: TracedConstant, three: TracedConstant): NetworkConstant | undefined {
  if (_.isEqual(two.shape, three.shape) && _.isEqual(two.values, three.values)) return two;
  if (two.dtype !== 'int32' || !_.isEqual(two.shape, three.shape)) return undefined;
  const perImage = Array.from(two.values, (value, i) => (three.values[i] as number) - value);
  const values = Int32Array.from(two.values, (value, i) => value - 2 * (perImage[i] as number));
  return { dtype: 'int32', shape: two.shape, values, perImage };
}
