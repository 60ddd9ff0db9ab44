import type { Buffer, StateDict } from '@jiagu/nn';

/** The buffers of an optimiser as a state dict; all names start with `prefix`. */
export function saveBuffers(buffers: Record<string, Buffer>, prefix: string): StateDict {
  return new Map(Object.entries(buffers).map(([name, buffer]) => [prefix + name, buffer.toTorch()]));
}

/** Restores what {@link saveBuffers} returned. @throws Error naming a tensor that is missing or of the wrong size */
export function loadBuffers(buffers: Record<string, Buffer>, state: StateDict, prefix: string): void {
  for (const [name, buffer] of Object.entries(buffers)) {
    const tensor = state.get(prefix + name);
    if (!tensor) throw new Error(`optimiser state ${prefix}${name} is missing`);
    try {
      buffer.fromTorch(tensor);
    } catch (error) {
      throw new Error(`optimiser state ${prefix}${name}: ${(error as Error).message}`, { cause: error });
    }
  }
}
