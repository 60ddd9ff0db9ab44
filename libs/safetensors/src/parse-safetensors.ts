import { dtypes, type SafetensorsTensor } from './dtype.js';
import { headerLength, parseHeader } from './header.js';

/** The content of a safetensors file. */
export interface SafetensorsFile {
  /** Free-form text by key; empty where the file has none. */
  readonly metadata: Record<string, string>;
  /** By name, in the order of their bytes in the file. */
  readonly tensors: Map<string, SafetensorsTensor>;
}

/**
 * Reads the bytes of a safetensors file. Tensors are views of `bytes` where they are aligned, else copies.
 * @param file its name in messages
 * @throws SafetensorsError as `readSafetensors`
 */
export function parseSafetensors(bytes: Uint8Array<ArrayBuffer>, file: string): SafetensorsFile {
  const dataStart = 8 + headerLength(bytes.subarray(0, 8), bytes.length, file);
  const header = parseHeader(bytes.subarray(8, dataStart), bytes.length - dataStart, file);
  const tensors = new Map<string, SafetensorsTensor>();
  for (const [name, { dtype, shape, offsets }] of header.tensors) {
    const array = dtypes[dtype];
    let part = bytes.subarray(dataStart + offsets[0], dataStart + offsets[1]);
    if (part.byteOffset % array.BYTES_PER_ELEMENT !== 0) part = new Uint8Array(part);
    const data = new array(part.buffer, part.byteOffset, part.byteLength / array.BYTES_PER_ELEMENT);
    tensors.set(name, { dtype, shape, data });
  }
  return { metadata: header.metadata, tensors };
}
