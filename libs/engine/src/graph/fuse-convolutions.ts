import type { OperationAttribute } from '../kernels/native-operations.js';
import type { AttributeTypes } from './graph-definition.js';

/** A native operation as it ran, with the ids of its input and output tensors. */
export interface RecordedOperation {
  operation: string;
  attributes: OperationAttribute[];
  inputs: number[];
  outputs: number[];
}

const activations = ['Relu', 'LeakyRelu'];

/**
 * Fuses Conv2D, BiasAdd and activation when nothing else reads the intermediates. Only a graph can express the fused
 * operation; the binding can't.
 *
 * @param operations in the order in which they ran
 * @param kept ids of tensors that are outputs of the graph
 */
export function fuseConvolutions(
  operations: readonly RecordedOperation[],
  kept: readonly number[],
  types: AttributeTypes,
): RecordedOperation[] {
  const readers = new Map<number, RecordedOperation[]>(kept.map((id) => [id, []]));
  for (const operation of operations)
    for (const id of operation.inputs) readers.set(id, [...(readers.get(id) ?? []), operation]);
  const wanted = new Set(kept);
  /** The only operation that reads the first output, if it is of one of the kinds. */
  const next = ({ outputs: [output] }: RecordedOperation, kinds: readonly string[]) => {
    const [reader, ...others] = output === undefined || wanted.has(output) ? [] : (readers.get(output) ?? []);
    const fits = reader && others.length === 0 && kinds.includes(reader.operation);
    return fits && reader.inputs[0] === output ? reader : undefined;
  };

  const swallowed = new Set<RecordedOperation>();
  const fused = new Map<RecordedOperation, RecordedOperation>();
  for (const convolution of operations) {
    if (convolution.operation !== 'Conv2D') continue;
    const bias = next(convolution, ['BiasAdd']);
    if (!bias) continue;
    const activation = next(bias, activations);
    const last = activation ?? bias;
    for (const part of [convolution, bias]) swallowed.add(part);
    fused.set(last, {
      operation: '_FusedConv2D',
      attributes: fusedAttributes(convolution, activation, types),
      inputs: [...convolution.inputs, bias.inputs[1] as number],
      outputs: last.outputs,
    });
  }
  return operations.flatMap((operation) => {
    const whole = fused.get(operation);
    if (whole) return [whole];
    return swallowed.has(operation) ? [] : [operation];
  });
}

function fusedAttributes(
  { attributes }: RecordedOperation,
  activation: RecordedOperation | undefined,
  { TF_ATTR_STRING, TF_ATTR_INT, TF_ATTR_FLOAT, TF_ATTR_TYPE }: AttributeTypes,
): OperationAttribute[] {
  const float32 = attributes.find(({ name }) => name === 'T')?.value as number;
  const slope = activation?.attributes.find(({ name }) => name === 'alpha')?.value;
  return [
    ...attributes.filter(({ name }) => name !== 'use_cudnn_on_gpu'),
    { name: 'num_args', type: TF_ATTR_INT, value: 1 },
    { name: 'TArgs', type: TF_ATTR_TYPE, value: [float32] },
    {
      name: 'fused_ops',
      type: TF_ATTR_STRING,
      value: ['BiasAdd', ...(activation ? [activation.operation] : [])],
    },
    ...(slope === undefined ? [] : [{ name: 'leakyrelu_alpha', type: TF_ATTR_FLOAT, value: slope }]),
  ];
}
