import type { AttributeTypes, TracedConstant, TracedOperation } from '@jiagu/engine';

/** An input or output of a network: float32, the first axis counts images. */
export interface Port {
  readonly name: string;
  /** number of its tensor */
  readonly tensor: number;
  /** without the first axis */
  readonly shape: readonly number[];
}

/** A tensor of known values; `perImage` is added once for each image of the batch, as sizes need it. */
export interface NetworkConstant extends TracedConstant {
  readonly perImage?: readonly number[];
}

/** What a network computes of a batch of any size, as TensorFlow's operations; images are [N, H, W, C]. */
export interface Network {
  readonly types: AttributeTypes;
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
  /** in an order in which they can run */
  readonly operations: readonly TracedOperation[];
  readonly constants: ReadonlyMap<number, NetworkConstant>;
  /** of every tensor, for a batch of two */
  readonly shapes: ReadonlyMap<number, readonly number[]>;
}

/** The operations that read each tensor. */
export function readersOf({ operations }: Pick<Network, 'operations'>): Map<number, TracedOperation[]> {
  const readers = new Map<number, TracedOperation[]>();
  for (const operation of operations)
    for (const id of operation.inputs) readers.set(id, [...(readers.get(id) ?? []), operation]);
  return readers;
}
