import type { StateDict } from '@jiagu/nn';
import {
  isFloatingPoint,
  readSafetensors,
  SafetensorsError,
  toFloat32,
  writeSafetensors,
} from '@jiagu/safetensors';

/** Writes a state dict as single-precision safetensors, complete or not at all. */
export function writeStateDict(path: string, state: StateDict): void {
  writeSafetensors(
    path,
    new Map([...state].map(([name, tensor]) => [name, { dtype: 'F32' as const, ...tensor }])),
  );
}

/**
 * Reads a safetensors file and converts all floating point types to single precision.
 * @param select returns true for the names of the tensors to read; all by default
 * @throws SafetensorsError naming the file, and the tensor when it has an integer type
 */
export function readStateDict(path: string, select?: (name: string) => boolean): StateDict {
  const { tensors } = readSafetensors(path, { select });
  for (const [name, { dtype }] of tensors)
    if (!isFloatingPoint(dtype))
      throw new SafetensorsError(
        path,
        `${dtype} elements where floating point numbers are needed; save it with .float(), a quantised one with .dequantize()`,
        name,
      );
  return new Map(
    [...tensors].map(([name, tensor]) => [name, { shape: [...tensor.shape], data: toFloat32(tensor) }]),
  );
}
