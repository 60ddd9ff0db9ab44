import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import type { Dataset } from './dataset.js';

/**
 * SHA-256 of the file names and class names of a part's images, in their order: independent of where the part is and
 * how its classes are numbered. No image is read.
 */
export function partDigest({ files, labels, classNames }: Dataset): string {
  const digest = createHash('sha256');
  files.forEach((file, i) => {
    const label = labels[i] as number;
    digest.update(`${JSON.stringify([basename(file), label < 0 ? null : classNames[label]])}\n`);
  });
  return `sha256:${digest.digest('hex')}`;
}
