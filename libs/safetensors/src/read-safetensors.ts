import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { dtypes, type SafetensorsTensor } from './dtype.js';
import { headerLength, parseHeader, type SafetensorsHeader } from './header.js';
import type { SafetensorsFile } from './parse-safetensors.js';
import { SafetensorsError } from './safetensors-error.js';

/** Which part of a file to read. */
export interface ReadOptions {
  /** Returns true for the names of the tensors to read; all by default. */
  readonly select?: (name: string) => boolean;
}

/**
 * Reads a safetensors file. The header is checked before memory is allocated; each tensor is read straight into its
 * own array, so only the selected tensors take memory.
 * @throws SafetensorsError naming the file and the tensor when the file is not well-formed
 */
export function readSafetensors(path: string, { select = () => true }: ReadOptions = {}): SafetensorsFile {
  return withFile(path, (descriptor, fileBytes) => {
    const { header, dataStart } = readHeader(descriptor, fileBytes, path);
    const tensors = new Map<string, SafetensorsTensor>();
    for (const [name, { dtype, shape, offsets }] of header.tensors) {
      if (!select(name)) continue;
      const bytes = read(descriptor, dataStart + offsets[0], offsets[1] - offsets[0], path);
      tensors.set(name, { dtype, shape, data: new dtypes[dtype](bytes.buffer) });
    }
    return { metadata: header.metadata, tensors };
  });
}

/**
 * Reads only the header of a safetensors file: names, types, shapes and positions.
 * @throws SafetensorsError as {@link readSafetensors}
 */
export function describeSafetensors(path: string): SafetensorsHeader {
  return withFile(path, (descriptor, fileBytes) => readHeader(descriptor, fileBytes, path).header);
}

function readHeader(descriptor: number, fileBytes: number, path: string) {
  const start = read(descriptor, 0, Math.min(8, fileBytes), path);
  const dataStart = 8 + headerLength(start, fileBytes, path);
  const json = read(descriptor, 8, dataStart - 8, path);
  return { header: parseHeader(json, fileBytes - dataStart, path), dataStart };
}

function withFile<T>(path: string, use: (descriptor: number, fileBytes: number) => T): T {
  let descriptor: number;
  try {
    descriptor = openSync(path, 'r');
  } catch (error) {
    throw new SafetensorsError(path, error instanceof Error ? error.message : String(error));
  }
  try {
    const stat = fstatSync(descriptor);
    if (!stat.isFile()) throw new SafetensorsError(path, 'not a file');
    return use(descriptor, stat.size);
  } finally {
    closeSync(descriptor);
  }
}

/** Reads piece by piece: one system call can't read more than 2 GiB. */
function read(descriptor: number, position: number, length: number, path: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  for (let done = 0; done < length;) {
    const count = readSync(descriptor, bytes, done, Math.min(length - done, 2 ** 30), position + done);
    if (count === 0)
      throw new SafetensorsError(path, `the file ended at byte ${position + done} while it was being read`);
    done += count;
  }
  return bytes;
}
