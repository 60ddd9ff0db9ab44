import { existsSync } from 'node:fs';
import type { DataConfig, RunConfig } from '@jiagu/config';
import {
  openDomains,
  pack,
  verifyImages,
  type Dataset,
  type Domains,
  type KnownClasses,
  type PackedIndex,
} from '@jiagu/data';
import { note } from '../command-line/output.js';
import { withProgress } from '../command-line/progress.js';
import { makeSynthetic } from './make-synthetic.js';

/**
 * The data of a run, made and packed if need be, every image looked at.
 * @param known the classes of a run that is there already
 * @throws Error naming the folder, file or line that is wrong
 */
export async function prepareData({ data }: Pick<RunConfig, 'data'>, known?: KnownClasses): Promise<Domains> {
  if (data.synthetic) await makeSynthetic(data.synthetic);
  if (data.packed !== undefined && !existsSync(data.packed)) await packImages(data, data.packed);
  const domains = await openDomains(data, { known });
  const { source, target } = domains;
  await verifyParts([source.train, target.train, source.test, target.test]);
  return domains;
}

/** Looks at every image of the parts, and says what is taken for granted. @throws Error naming a damaged image */
export async function verifyParts(parts: readonly Dataset[]): Promise<void> {
  for (const part of parts) {
    if (part.assumption !== undefined) note(`data.${part.name}: ${part.assumption}`);
    await verifyImages(part);
  }
}

/** Decodes every image once and writes them into one file. @throws Error naming the image that can't be read */
export async function packImages(data: DataConfig, file: string): Promise<PackedIndex> {
  note(`packing the images into ${file}`);
  return withProgress('images', (onProgress) => pack(data, file, onProgress));
}
