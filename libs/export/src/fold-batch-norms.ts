import type { TracedOperation } from '@jiagu/engine';
import { attribute } from './attribute.js';
import { readersOf, type Network, type NetworkConstant } from './network.js';

/**
 * Batch normalisation with given statistics after a convolution, as one convolution with another filter and bias:
 * scale / sqrt(variance + epsilon) is multiplied into the filter's outputs, the rest becomes the bias.
 */
export function foldBatchNorms(network: Network): Network {
  const { types, operations, constants, shapes } = network;
  const readers = readersOf(network);
  const outputs = new Set(network.outputs.map(({ tensor }) => tensor));
  const producer = new Map(operations.flatMap((operation) => operation.outputs.map((id) => [id, operation])));
  const folded = new Map(constants);
  const sizes = new Map(shapes);
  const replaced = new Map<TracedOperation, TracedOperation[]>();
  // The engine's own numbers are positive.
  let next = -1;
  const fresh = (shape: readonly number[], values?: Float32Array): number => {
    const id = next--;
    sizes.set(id, shape);
    if (values) folded.set(id, { dtype: 'float32', shape, values });
    return id;
  };
  /** The operation that made a tensor, where it is of the kind and nothing else reads it. */
  const before = (id: number, kind: string): TracedOperation | undefined => {
    const found = producer.get(id);
    return found?.operation === kind && readers.get(id)?.length === 1 && !outputs.has(id) ? found : undefined;
  };
  for (const norm of operations) {
    const input = norm.inputs[0] as number;
    const settings =
      norm.operation === 'FusedBatchNormV3' ? norm.inputs.slice(1).map((id) => constants.get(id)) : [];
    if (settings.length === 0 || settings.some((values) => !values) || isTraining(norm)) continue;
    const biased = before(input, 'BiasAdd');
    const convolution = before(biased ? (biased.inputs[0] as number) : input, 'Conv2D');
    const filter = convolution && constants.get(convolution.inputs[1] as number);
    const bias = biased && constants.get(biased.inputs[1] as number);
    if (!convolution || !filter || (biased && !bias)) continue;
    const [scale, offset, mean, variance] = (settings as NetworkConstant[]).map(({ values }) => values) as [
      Float32Array,
      Float32Array,
      Float32Array,
      Float32Array,
    ];
    const epsilon = attribute(norm.attributes, 'epsilon') as number;
    const slope = Float64Array.from(
      scale,
      (value, c) => value / Math.sqrt((variance[c] as number) + epsilon),
    );
    const channels = slope.length;
    const filterId = fresh(
      filter.shape,
      Float32Array.from(filter.values, (value, i) => value * (slope[i % channels] as number)),
    );
    const biasId = fresh(
      [channels],
      Float32Array.from(offset, (value, c) => {
        const centre = (bias?.values[c] ?? 0) - (mean[c] as number);
        return value + centre * (slope[c] as number);
      }),
    );
    const sum = convolution.outputs[0] as number;
    replaced.set(convolution, [{ ...convolution, inputs: [convolution.inputs[0] as number, filterId] }]);
    if (biased) replaced.set(biased, []);
    replaced.set(norm, [
      {
        operation: 'BiasAdd',
        attributes: [
          { name: 'T', type: types.TF_ATTR_TYPE, value: attribute(norm.attributes, 'T') as number },
          { name: 'data_format', type: types.TF_ATTR_STRING, value: 'NHWC' },
        ],
        inputs: [sum, biasId],
        outputs: [norm.outputs[0] as number],
      },
    ]);
  }
  const left = operations.flatMap((operation) => replaced.get(operation) ?? [operation]);
  const read = new Set(left.flatMap(({ inputs }) => inputs));
  return {
    ...network,
    operations: left,
    constants: new Map([...folded].filter(([id]) => read.has(id))),
    shapes: sizes,
  };
}

const isTraining = ({ attributes }: TracedOperation): boolean =>
  attribute(attributes, 'is_training') === true;
