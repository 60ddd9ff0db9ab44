import { createHash } from 'node:crypto';
import type { Pixels } from './pixels.js';

/** SHA-256 of an image's size and pixels, as hexadecimal digits: the same for copies in another file format. */
export function contentDigest({ width, height, channels, data }: Pixels): string {
  return createHash('sha256').update(`${width} ${height} ${channels}\n`).update(data).digest('hex');
}
