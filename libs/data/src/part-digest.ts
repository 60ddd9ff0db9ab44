import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import type { Dataset } from './dataset.js';

/**
 * SHA-256 of the file names and class names of a part's images, in their order: independent of where the part is and
 * how its classes are numbered; of a mixture, also of how many images each of its parts has. No image is read.
 */
export function partDigest({ files, labels, classNames, mixture }: Dataset): string {
  const digest = createHash('sha256');
  files.forEach((file, i) => {
    const label = labels[i] as number;
    digest.update(`${JSON.stringify([basename(file), label < 0 ? null : classNames[label]])}\n`);
  });
  if (mixture) digest.update(`${JSON.stringify(mixture.map(({ images }) => images))}\n`);
  return `sha256:${digest.digest('hex')}`;
}
