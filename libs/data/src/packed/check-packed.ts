import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import type { DataConfig } from '@jiagu/config';
import type { CheckedPart } from '../check/checked-part.js';
import type { Finding } from '../check/finding.js';
import { digestLine } from './pack.js';
import { openPacked, readPackedIndex } from './open-packed.js';

/** Whether the packed file of a configuration, where there is one, holds the images as they are now. */
export async function checkPacked(config: DataConfig, checked: readonly CheckedPart[]): Promise<Finding[]> {
  const { packed } = config;
  if (packed === undefined || !existsSync(packed)) return [];
  const finding = (severity: Finding['severity'], message: string): Finding[] => [
    { severity, kind: 'packed', where: packed, message, images: [] },
  ];
  try {
    await openPacked(config);
    if (readPackedIndex(packed).index.digest === sourceDigest(checked))
      return finding('note', 'the packed file holds the images as they are now');
  } catch (error) {
    return finding('error', error instanceof Error ? error.message : String(error));
  }
  return finding(
    'error',
    'images or labels have changed since they were packed: pack again (jiagu data pack)',
  );
}

/** The digest that a packed file of these parts has. */
function sourceDigest(checked: readonly CheckedPart[]): string {
  const digest = createHash('sha256');
  for (const { facts, labels } of checked)
    facts.forEach((image, i) =>
      digest.update(digestLine(labels[i] as number, 'error' in image ? '' : image.digest)),
    );
  return `sha256:${digest.digest('hex')}`;
}
