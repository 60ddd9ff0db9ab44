import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import type { Dataset } from './dataset.js';

/**
 * SHA-256 of a part's images by name and class, in their order: the same wherever the part lies and however its classes
 * are numbered. No image is read.
 */
export function partDigest({ files, labels, classNames }: Dataset): string {
  const digest = createHash('sha256');
  files.forEach((file, i) => {
    const label = labels[i] as number;
    digest.update(`${JSON.stringify([basename(file), label < 0 ? null : classNames[label]])}\n`);
  });
  return `sha256:${digest.digest('hex')}`;
}
