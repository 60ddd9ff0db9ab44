import type { StateDict } from '@jiagu/nn';
import { readSafetensors, toFloat32, writeSafetensors } from '@jiagu/safetensors';

/** Writes a state dict as single-precision safetensors, complete or not at all. */
export function writeStateDict(path: string, state: StateDict): void {
  writeSafetensors(
    path,
    new Map([...state].map(([name, tensor]) => [name, { dtype: 'F32' as const, ...tensor }])),
  );
}

/**
 * Reads a safetensors file in single precision, whatever its types. PyTorch's counters of batches, which nothing here
 * needs, are passed over.
 */
export function readStateDict(path: string): StateDict {
  const { tensors } = readSafetensors(path, { select: (name) => !name.endsWith('num_batches_tracked') });
  return new Map(
    [...tensors].map(([name, tensor]) => [name, { shape: [...tensor.shape], data: toFloat32(tensor) }]),
  );
}
