import { open } from 'node:fs/promises';
import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';

/** An array of unsigned bytes as an IDX file holds it, the last dimension running fastest. */
export interface IdxArray {
  readonly dimensions: readonly number[];
  readonly data: Uint8Array;
}

/** IDX's number for unsigned bytes, the only type in data sets of the MNIST family. */
const UNSIGNED_BYTE = 0x08;

/** Larger arrays are refused: a small hostile file can announce any size. */
const MAXIMUM_BYTES = 2 ** 31;

/** Whether a file begins like an IDX file or like a gzipped file. */
export async function isIdxOrGzip(path: string): Promise<boolean> {
  const start = await firstBytes(path, 4);
  return isGzip(start) || (start.length === 4 && start[0] === 0 && start[1] === 0);
}

/**
 * Reads an IDX file (LeCun's format of MNIST), gzipped or not, whatever its extension.
 * @param rank number of dimensions that it must have: 3 of images, 1 of labels
 * @throws Error naming the file when its header or size is not that of such an array
 */
export async function readIdx(path: string, rank: number): Promise<IdxArray> {
  const fail = (problem: string, cause?: unknown) => new Error(`${path}: ${problem}`, { cause });
  const start = await firstBytes(path, 2);
  const file = createReadStream(path);
  const stream: Readable = isGzip(start) ? file.pipe(createGunzip()) : file;
  // The error of the file itself is not handed on by the pipe.
  file.on('error', (error) => stream.destroy(error));
  const headerLength = 4 + 4 * rank;
  const chunks: Buffer[] = [];
  let [length, expected] = [0, Infinity];
  let dimensions: number[] = [];
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      length += chunk.length;
      if (expected === Infinity && length >= 4) checkMagic(Buffer.concat(chunks), rank, fail);
      if (expected === Infinity && length >= headerLength) {
        dimensions = readDimensions(Buffer.concat(chunks), rank, fail);
        expected = headerLength + dimensions.reduce((product, n) => product * n, 1);
      }
      if (length > expected)
        throw fail(`the file goes on after the ${dimensions.join(' x ')} bytes that its header announces`);
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code?.startsWith('Z_')) throw fail(`the gzipped file is damaged or cut off (${code})`, error);
    throw error;
  } finally {
    file.destroy();
  }
  if (length < headerLength) throw fail(`the file is no IDX file: it has only ${length} bytes`);
  if (length < expected)
    throw fail(
      `the file is cut off: ${length - headerLength} of the ${dimensions.join(' x ')} bytes are there`,
    );
  return { dimensions, data: Buffer.concat(chunks).subarray(headerLength) };
}

/** The bytes of an IDX file of unsigned bytes. */
export function encodeIdx(dimensions: readonly number[], data: Uint8Array): Buffer {
  const header = Buffer.alloc(4 + 4 * dimensions.length);
  header.writeUInt32BE(256 * UNSIGNED_BYTE + dimensions.length);
  dimensions.forEach((n, i) => header.writeUInt32BE(n, 4 + 4 * i));
  return Buffer.concat([header, data]);
}

function checkMagic(bytes: Buffer, rank: number, fail: (problem: string) => Error): void {
  if (bytes[0] !== 0 || bytes[1] !== 0)
    throw fail('the file is no IDX file: it does not begin with two zeros');
  if (bytes[2] !== UNSIGNED_BYTE || bytes[3] !== rank)
    throw fail(
      `expected an IDX file of unsigned bytes with ${rank} dimension${rank === 1 ? '' : 's'} (magic number ` +
        `${magic(UNSIGNED_BYTE, rank)}), found magic number ${magic(bytes[2] ?? 0, bytes[3] ?? 0)}`,
    );
}

function readDimensions(bytes: Buffer, rank: number, fail: (problem: string) => Error): number[] {
  const dimensions = Array.from({ length: rank }, (_, i) => bytes.readUInt32BE(4 + 4 * i));
  const size = dimensions.reduce((product, n) => product * n, 1);
  if (size === 0) throw fail(`the header announces nothing: ${dimensions.join(' x ')}`);
  if (size > MAXIMUM_BYTES)
    throw fail(`the header announces ${dimensions.join(' x ')} bytes; at most ${MAXIMUM_BYTES} are read`);
  return dimensions;
}

const magic = (type: number, rank: number): string =>
  `0x${(256 * type + rank).toString(16).padStart(8, '0')}`;

const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

async function firstBytes(path: string, count: number): Promise<Uint8Array> {
  const file = await open(path).catch((error: NodeJS.ErrnoException) => {
    const reason = error.code === 'ENOENT' ? 'there is no such file' : error.message;
    throw new Error(`${path}: ${reason}`, { cause: error });
  });
  const start = Buffer.alloc(count);
  const { bytesRead } = await file.read(start).finally(() => file.close());
  return start.subarray(0, bytesRead);
}
