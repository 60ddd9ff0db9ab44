import { dtypes, isDtype, type Dtype } from './dtype.js';
import { duplicateKey } from './duplicate-key.js';
import { isPickle, pickleCure } from './pickle.js';
import { SafetensorsError } from './safetensors-error.js';

/** The published upper bound of a header. */
const maximumHeader = 100_000_000;

/** What a header says about one tensor. */
export interface TensorDescription {
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  /** First byte and the byte after the last one, counted from the end of the header. */
  readonly offsets: readonly [begin: number, end: number];
}

/** A checked header. */
export interface SafetensorsHeader {
  /** Free-form text by key; empty where the file has none. */
  readonly metadata: Record<string, string>;
  /** By name, in the order of their bytes. */
  readonly tensors: Map<string, TensorDescription>;
}

/**
 * Length of the JSON header, from the first eight bytes of a file (an unsigned little-endian integer).
 * @param start at most the first eight bytes
 * @param fileBytes size of the whole file
 * @param file its name in messages
 * @throws SafetensorsError when the file is too short, is a pickle, or the length can't be that of a header
 */
export function headerLength(start: Uint8Array, fileBytes: number, file: string): number {
  if (start.length < 8)
    throw new SafetensorsError(file, `${fileBytes} bytes are too few for a safetensors file`);
  const length = Number(new DataView(start.buffer, start.byteOffset, 8).getBigUint64(0, true));
  if (isPickle(start, length <= Math.min(maximumHeader, fileBytes - 8)))
    throw new SafetensorsError(file, pickleCure(file));
  if (length > maximumHeader)
    throw new SafetensorsError(
      file,
      `header of ${length} bytes: not a safetensors file (at most ${maximumHeader})`,
    );
  if (length > fileBytes - 8)
    throw new SafetensorsError(
      file,
      `header of ${length} bytes in a file of ${fileBytes}: cut off or not safetensors`,
    );
  return length;
}

/**
 * Reads and checks a header: every name is unique, every type is known, every size matches its shape, and the tensors
 * cover each byte of the data exactly once.
 * @param bytes the JSON text, UTF-8
 * @param dataBytes bytes that follow the header
 * @param file its name in messages
 * @throws SafetensorsError when one of these checks fails
 */
export function parseHeader(bytes: Uint8Array, dataBytes: number, file: string): SafetensorsHeader {
  const { __metadata__: metadata, ...entries } = parseJson(bytes, file);
  const described = Object.entries(entries).map(
    ([name, entry]) => [name, describe(entry, name, file)] as const,
  );
  described.sort(([, { offsets: a }], [, { offsets: b }]) => a[0] - b[0] || a[1] - b[1]);
  let position = 0;
  for (const [name, { offsets }] of described) {
    const [begin, end] = offsets;
    if (end > dataBytes)
      throw new SafetensorsError(file, `ends at byte ${end} of ${dataBytes}: the file is cut off`, name);
    if (begin !== position)
      throw new SafetensorsError(
        file,
        `begins at byte ${begin}, ${begin < position ? 'inside another tensor' : 'after a gap'}: ${position} expected`,
        name,
      );
    position = end;
  }
  if (position !== dataBytes)
    throw new SafetensorsError(file, `${dataBytes} bytes of data, but the tensors listed take ${position}`);
  return { metadata: parseMetadata(metadata, file), tensors: new Map(described) };
}

function parseJson(bytes: Uint8Array, file: string): Record<string, unknown> {
  let header: unknown;
  let text = '';
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    header = JSON.parse(text);
  } catch (error) {
    throw new SafetensorsError(
      file,
      `header is not JSON (${error instanceof Error ? error.message : String(error)})`,
    );
  }
  if (!text.startsWith('{') || !isRecord(header))
    throw new SafetensorsError(file, 'header is not a JSON object');
  const twice = duplicateKey(text);
  if (twice !== undefined) throw new SafetensorsError(file, 'named twice in the header', twice);
  return header;
}

function describe(entry: unknown, name: string, file: string): TensorDescription {
  const fail = (problem: string): never => {
    throw new SafetensorsError(file, problem, name);
  };
  if (!isRecord(entry)) return fail('its entry in the header is not an object');
  const { dtype, shape, data_offsets: offsets } = entry;
  if (!isDtype(dtype))
    return fail(`unknown type ${short(dtype)}; known types: ${Object.keys(dtypes).join(', ')}`);
  if (!isSizes(shape)) return fail(`shape ${short(shape)} is not a list of sizes`);
  if (!isSizes(offsets) || offsets.length !== 2)
    return fail(`data_offsets ${short(offsets)} are not two positions`);
  const [begin = 0, end = 0] = offsets;
  if (end < begin) return fail(`data_offsets ${short(offsets)} run backwards`);
  const bytes = shape.reduce((product, size) => product * size, dtypes[dtype].BYTES_PER_ELEMENT);
  if (bytes !== end - begin)
    return fail(`${dtype} of shape ${short(shape)} takes ${bytes} bytes, data_offsets give ${end - begin}`);
  return { dtype, shape, offsets: [begin, end] };
}

function parseMetadata(metadata: unknown, file: string): Record<string, string> {
  if (metadata === undefined) return {};
  if (!isRecord(metadata)) throw new SafetensorsError(file, '__metadata__ is not an object of strings');
  return Object.fromEntries(
    Object.entries(metadata).map(([key, value]) => {
      if (typeof value === 'string') return [key, value];
      throw new SafetensorsError(file, `__metadata__ ${short(key)} is not a string`);
    }),
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isSizes(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);
}

function short(value: unknown): string {
  const text = JSON.stringify(value) ?? 'missing';
  return text.length > 80 ? `${text.slice(0, 80)}...` : text;
}
