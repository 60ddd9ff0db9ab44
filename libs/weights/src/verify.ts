import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import type { PublishedFile } from './published-weights.js';

/** What is wrong with a file that should be a published one, or undefined; reads the file, not into memory. */
export async function faultOf(path: string, { bytes, sha256 }: PublishedFile): Promise<string | undefined> {
  const { size } = await stat(path);
  const [least, most] = bytes;
  if (size < least || size > most)
    return `${size} bytes, ${least === most ? least : `${least} to ${most}`} expected`;
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: 2 ** 20 }), hash);
  const digest = hash.digest('hex');
  return digest === sha256 ? undefined : `its SHA-256 is ${digest}, ${sha256} expected`;
}
