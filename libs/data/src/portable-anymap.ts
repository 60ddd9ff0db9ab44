import { MAXIMUM_PIXELS } from './limits.js';
import type { Pixels } from './pixels.js';

/** Whether a file begins like a PBM, PGM or PPM file. @param start its first bytes, 32 where it has so many */
export const isPortableAnymap = (start: Uint8Array): boolean =>
  /^P[1-6]\s(#|\s*[1-9]\d*\s)/.test(Buffer.from(start.subarray(0, 32)).toString('latin1'));

/** What a header says, and where the samples begin. */
interface Header {
  readonly kind: number;
  readonly width: number;
  readonly height: number;
  /** The level of white. */
  readonly maximum: number;
  readonly start: number;
}

/**
 * Decodes a PBM, PGM or PPM file (Netpbm's formats `P1` to `P6`), levels scaled by the maximum that it announces.
 * @throws Error when the header or the samples are damaged or cut off
 */
export function decodePortableAnymap(bytes: Buffer): Pixels {
  const { kind, width, height, maximum, start } = readHeader(bytes);
  const channels = kind % 3 === 0 ? 3 : 1;
  const count = width * height * channels;
  const samples =
    kind <= 3
      ? plainSamples(bytes.toString('latin1', start), kind === 1)
      : kind === 4
        ? bits(bytes.subarray(start), width, height)
        : maximum > 255
          ? pairs(bytes.subarray(start))
          : bytes.subarray(start);
  if (samples.length < count)
    throw new Error(`the file is cut off: ${samples.length} of its ${count} samples are there`);
  const data = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    const sample = samples[i] as number;
    if (!(sample <= maximum)) throw new Error(`a sample is ${sample}, above the maximum ${maximum}`);
    data[i] = Math.round((255 * sample) / maximum);
  }
  // A bitmap's ones are black.
  if (kind % 3 === 1) data.forEach((value, i) => (data[i] = 255 - value));
  return { width, height, channels, data };
}

/** Checks kind and size before anything is allocated. @param bytes the file, or at least its header @throws Error */
export const checkPortableAnymap = (bytes: Buffer): void => void readHeader(bytes);

function readHeader(bytes: Buffer): Header {
  const kind = (bytes[1] ?? 0) - 0x30;
  const bitmap = kind % 3 === 1;
  const numbers: number[] = [];
  let at = 2;
  while (numbers.length < (bitmap ? 2 : 3)) {
    const [all, number] =
      /^(?:\s+|#[^\n]*\n)*(\d{1,9})(?=[\s#])/.exec(bytes.toString('latin1', at, at + 4096)) ?? [];
    if (all === undefined) throw new Error('the header of the PNM file is damaged or cut off');
    numbers.push(Number(number));
    at += all.length;
  }
  const [width = 0, height = 0, maximum = 1] = numbers;
  if (width < 1 || height < 1 || maximum < 1 || maximum > 65535)
    throw new Error(`the PNM header gives ${width} x ${height} pixels of levels up to ${maximum}`);
  if (width * height > MAXIMUM_PIXELS)
    throw new Error(`the PNM header gives ${width} x ${height} pixels; at most ${MAXIMUM_PIXELS} are read`);
  return { kind, width, height, maximum, start: at + 1 };
}

/** Samples written as text; a bitmap's need no space between them. */
const plainSamples = (text: string, bitmap: boolean): number[] =>
  (text.replace(/#[^\n]*/g, '').match(bitmap ? /[01]/g : /\d+/g) ?? []).map(Number);

/** Samples of a bit, rows filled up to bytes. */
function bits(bytes: Buffer, width: number, height: number): Uint8Array {
  const rowBytes = Math.ceil(width / 8);
  const rows = Math.min(height, Math.floor(bytes.length / rowBytes));
  const samples = new Uint8Array(rows * width);
  for (let y = 0; y < rows; y++)
    for (let x = 0; x < width; x++)
      samples[y * width + x] = ((bytes[y * rowBytes + (x >> 3)] as number) >> (7 - (x & 7))) & 1;
  return samples;
}

/** Samples of two bytes, the greater first. */
const pairs = (bytes: Buffer): Uint16Array =>
  Uint16Array.from({ length: bytes.length >> 1 }, (_, i) => bytes.readUInt16BE(2 * i));
