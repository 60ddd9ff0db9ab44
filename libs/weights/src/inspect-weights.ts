import { describeSafetensors, type Dtype } from '@jiagu/safetensors';

/** One tensor of a file of weights. */
export interface WeightsEntry {
  readonly name: string;
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  /** Number of elements. */
  readonly elements: number;
}

/** What a file of weights holds. */
export interface WeightsDescription {
  readonly metadata: Record<string, string>;
  /** In the order of the file. */
  readonly tensors: readonly WeightsEntry[];
  /** Elements of all tensors together. */
  readonly elements: number;
  /** Bytes of all tensors together. */
  readonly bytes: number;
}

/**
 * Names, types and shapes in a safetensors file; only its header is read.
 * @throws SafetensorsError naming the file and the tensor where the file is not well-formed
 */
export function inspectWeights(path: string): WeightsDescription {
  const { metadata, tensors: described } = describeSafetensors(path);
  const tensors = [...described].map(([name, { dtype, shape }]) => ({
    name,
    dtype,
    shape,
    elements: shape.reduce((product, size) => product * size, 1),
  }));
  const bytes = [...described.values()].reduce((sum, { offsets: [begin, end] }) => sum + end - begin, 0);
  return { metadata, tensors, elements: tensors.reduce((sum, { elements }) => sum + elements, 0), bytes };
}
