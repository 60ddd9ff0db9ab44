import { backend, dispose, tidy, type Tensor, type TensorInfo } from '@tensorflow/tfjs-core';
import { keptConstants } from '../kernels/index.js';
import type { OperationAttribute } from '../kernels/native-operations.js';
import type { AttributeTypes } from './graph-definition.js';
import { listen } from './listen.js';
import type { HostValues, RecordableBackend } from './native-binding.js';

/** A native operation, with numbers for the tensors that it takes and gives. */
export interface TracedOperation {
  readonly operation: string;
  readonly attributes: readonly OperationAttribute[];
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
}

/** A tensor whose values belong to the trace. */
export interface TracedConstant {
  readonly dtype: 'float32' | 'int32';
  readonly shape: readonly number[];
  readonly values: HostValues;
}

/** What a piece of tfjs code computes, as TensorFlow's own operations in the order in which they ran. */
export interface Trace {
  /** The binding's numbers for the kinds of attribute. */
  readonly types: AttributeTypes;
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  readonly operations: readonly TracedOperation[];
  readonly constants: ReadonlyMap<number, TracedConstant>;
  /** Of every tensor. */
  readonly shapes: ReadonlyMap<number, readonly number[]>;
}

/**
 * Runs `f` on the native engine and writes down every operation that its outputs depend on. Nothing of the trace is
 * disposed: its values are copies.
 *
 * @param inputs what the trace takes; each another tensor
 * @param weights tensors made before whose values may enter, such as parameters
 * @throws Error when an output depends on a tensor that is none of these and not made by `f`
 */
export function traceOperations(
  f: () => readonly Tensor[],
  inputs: readonly Tensor[],
  weights: readonly Tensor[],
): Trace {
  const native = backend() as unknown as RecordableBackend;
  const { binding } = native;
  const given = native.getInputTensorIds(inputs);
  const known = new Map<number, TensorInfo>();
  const knows = (tensors: readonly TensorInfo[]): void =>
    native.getInputTensorIds(tensors).forEach((id, i) => known.set(id, tensors[i] as TensorInfo));
  knows(weights);
  const constants = new Map<number, TracedConstant>();
  const shapes = new Map<number, readonly number[]>(given.map((id, i) => [id, inputs[i]?.shape ?? []]));
  const operations: TracedOperation[] = [];
  const outputs = listen(
    native,
    () => ({
      createTensor: (shape, dtype, values) => {
        const id = binding.createTensor(shape, dtype, values);
        constants.set(id, { dtype: dtype === binding.TF_INT32 ? 'int32' : 'float32', shape, values });
        return id;
      },
      executeOp: (operation, attributes, taken, count) => {
        const results = binding.executeOp(operation, attributes, taken, count);
        for (const { id, shape } of results) shapes.set(id, shape);
        operations.push({ operation, attributes, inputs: [...taken], outputs: results.map(({ id }) => id) });
        return results;
      },
    }),
    () => {
      const results = tidy(() => [...f()]);
      const ids = native.getInputTensorIds(results);
      dispose(results);
      return ids;
    },
  );
  knows(keptConstants());
  const needed = neededBy(outputs, operations);
  const made = new Set([...given, ...needed.flatMap(({ outputs: gave }) => gave)]);
  for (const id of [...needed.flatMap(({ inputs: taken }) => taken), ...outputs]) {
    if (made.has(id) || constants.has(id)) continue;
    const tensor = known.get(id);
    if (!tensor) throw new Error('a network reads a tensor that is neither an input nor a weight of its own');
    const dtype = tensor.dtype === 'int32' ? 'int32' : 'float32';
    constants.set(id, { dtype, shape: tensor.shape, values: binding.tensorDataSync(id).slice() });
  }
  for (const [id, { shape }] of constants) shapes.set(id, shape);
  return { types: binding, inputs: given, outputs, operations: needed, constants, shapes };
}

/** The operations that some tensors depend on. */
function neededBy(outputs: readonly number[], operations: readonly TracedOperation[]): TracedOperation[] {
  const wanted = new Set(outputs);
  return operations
    .toReversed()
    .filter(({ inputs, outputs: gave }) => {
      const needed = gave.some((id) => wanted.has(id));
      if (needed) for (const id of inputs) wanted.add(id);
      return needed;
    })
    .toReversed();
}
