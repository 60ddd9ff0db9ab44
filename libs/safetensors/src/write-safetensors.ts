import { writeSync } from 'node:fs';
import { writeWhole } from '@jiagu/disk';
import { dtypes, type SafetensorsTensor } from './dtype.js';
import { SafetensorsError } from './safetensors-error.js';

/**
 * Writes a safetensors file, complete or not at all: to a temporary file beside it, which is flushed to the disk and
 * renamed. The same tensors and metadata give the same bytes in whatever order they come: tensors are sorted by the
 * width of their type, the widest first, which aligns each of them, then by name. The data begin at a multiple of
 * eight bytes.
 * @throws SafetensorsError when a tensor's elements don't match its type and shape; WriteError when writing fails
 */
export function writeSafetensors(
  path: string,
  tensors: ReadonlyMap<string, SafetensorsTensor>,
  metadata: Readonly<Record<string, string>> = {},
): void {
  const sorted = [...tensors].sort(
    ([a, { data: x }], [b, { data: y }]) => y.BYTES_PER_ELEMENT - x.BYTES_PER_ELEMENT || (a < b ? -1 : 1),
  );
  for (const [name, tensor] of sorted) check(name, tensor, path);
  writeWhole(path, (descriptor) => {
    writeAll(descriptor, encodeHeader(sorted, metadata));
    for (const [, { data }] of sorted) writeAll(descriptor, data);
  });
}

/** The length of the header and the header, padded with spaces to a multiple of eight bytes. */
function encodeHeader(
  sorted: [string, SafetensorsTensor][],
  metadata: Readonly<Record<string, string>>,
): Uint8Array {
  const entries: [string, unknown][] = [];
  if (Object.keys(metadata).length > 0)
    entries.push([
      '__metadata__',
      Object.fromEntries(Object.entries(metadata).sort(([a], [b]) => (a < b ? -1 : 1))),
    ]);
  let position = 0;
  for (const [name, { dtype, shape, data }] of sorted) {
    entries.push([name, { dtype, shape, data_offsets: [position, position + data.byteLength] }]);
    position += data.byteLength;
  }
  // Joined here, since an object would move names such as "0" to its front.
  const json = `{${entries.map(([name, entry]) => `${JSON.stringify(name)}:${JSON.stringify(entry)}`).join(',')}}`;
  const bytes = Buffer.from(json);
  const header = Buffer.alloc(8 + Math.ceil(bytes.length / 8) * 8, ' ');
  header.writeBigUInt64LE(BigInt(header.length - 8));
  bytes.copy(header, 8);
  return header;
}

function check(name: string, { dtype, shape, data }: SafetensorsTensor, path: string): void {
  const fail = (problem: string) => {
    throw new SafetensorsError(path, problem, name);
  };
  if (name === '__metadata__') fail('this name is reserved by the format');
  if (!(data instanceof dtypes[dtype])) fail(`its array is not one for ${dtype}`);
  const count = shape.reduce((product, size) => product * size, 1);
  if (count !== data.length) fail(`${data.length} elements for shape [${shape.join(', ')}]`);
}

function writeAll(descriptor: number, data: NodeJS.ArrayBufferView): void {
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  for (let done = 0; done < bytes.length;)
    done += writeSync(descriptor, bytes, done, Math.min(bytes.length - done, 2 ** 30));
}
