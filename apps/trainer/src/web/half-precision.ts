import type { StateDict } from '@jiagu/nn';
import { toFloat16, toFloat32, type SafetensorsTensor } from '@jiagu/safetensors';

/** Networks as a page's file holds them. */
export type Precision = 'float16' | 'float32';

/** The greatest number of 16 bits. */
const GREATEST = 65504;

/**
 * Tensors of the wanted precision. Vectors (biases, normalisation, running statistics) stay as they are, since they take
 * no room and cover many orders of magnitude; so does what 16 bits can't hold.
 */
export function storedTensors(state: StateDict, precision: Precision): Map<string, SafetensorsTensor> {
  return new Map(
    [...state].map(([name, { shape, data }]) => {
      const halved =
        precision === 'float16' && shape.length > 1 && data.every((value) => Math.abs(value) <= GREATEST);
      return [
        name,
        halved ? { dtype: 'F16', shape, data: toFloat16(data) } : { dtype: 'F32', shape, data },
      ] as const;
    }),
  );
}

/** What a reader of stored tensors loads. */
export const loadedState = (tensors: ReadonlyMap<string, SafetensorsTensor>): StateDict =>
  new Map(
    [...tensors].map(([name, tensor]) => [name, { shape: [...tensor.shape], data: toFloat32(tensor) }]),
  );
