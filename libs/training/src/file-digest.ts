import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';

/** Size and SHA-256 of a file. */
export interface FileDigest {
  bytes: number;
  /** hexadecimal */
  sha256: string;
}

const chunkBytes = 2 ** 22;

/** Computes the digest of a file of any size, reading it in pieces. @throws Error when it can't be read */
export function digestFile(path: string): FileDigest {
  const hash = createHash('sha256');
  const chunk = new Uint8Array(chunkBytes);
  const descriptor = openSync(path, 'r');
  let bytes = 0;
  try {
    for (let count; (count = readSync(descriptor, chunk)) > 0; bytes += count)
      hash.update(chunk.subarray(0, count));
  } finally {
    closeSync(descriptor);
  }
  return { bytes, sha256: hash.digest('hex') };
}

/** SHA-256 of a text in UTF-8, hexadecimal. */
export const digestText = (text: string): string => createHash('sha256').update(text).digest('hex');
