import { existsSync } from 'node:fs';
import { dataNeeds, type DataConfig, type RunConfig } from '@jiagu/config';
import {
  countLeftOut,
  datasetsOf,
  openDomains,
  pack,
  verifyImages,
  type Dataset,
  type DomainOptions,
  type Domains,
  type KnownClasses,
  type PackedIndex,
} from '@jiagu/data';
import { note } from '../command-line/output.js';
import { withProgress } from '../command-line/progress.js';
import { makeSynthetic } from './make-synthetic.js';

/** How {@link prepareData} goes about it. */
interface DataPreparation {
  /** the classes of a run that is there already */
  known?: KnownClasses;
  /** whether to look at every image; default: true */
  look?: boolean;
}

/**
 * Opens the data of a run, after creating and packing them if necessary, and decodes every image once to check it.
 * @throws Error naming the folder, file or line that is wrong
 */
export async function prepareData(
  { data, method }: Pick<RunConfig, 'data' | 'method'>,
  { known, look = true }: DataPreparation = {},
): Promise<Domains> {
  const { sourceLabels: labels } = dataNeeds(method);
  if (data.synthetic) await makeSynthetic(data.synthetic);
  if (data.packed !== undefined && !existsSync(data.packed)) await packImages(data, data.packed, { labels });
  const domains = await openDomains(data, { labels, known });
  if (look) await verifyParts(datasetsOf(domains));
  return domains;
}

/**
 * Decodes every image of the parts to check it, and reports what is assumed and what is left out.
 * @throws Error naming a damaged image
 */
export async function verifyParts(parts: readonly Dataset[]): Promise<void> {
  for (const part of parts) {
    tellTakenAndLeft(part);
    await verifyImages(part);
  }
}

/** Reports what is assumed about the labels of a part, and which files of its folder are left out. */
export function tellTakenAndLeft({ name, assumption, leftOut = [] }: Dataset): void {
  if (assumption !== undefined) note(`data.${name}: ${assumption}`);
  if (leftOut.length > 0)
    note(`data.${name}: left out: ${countLeftOut(leftOut)} (jiagu data check names them)`);
}

/** Decodes every image once and writes them into one file. @throws Error naming the image that can't be read */
export async function packImages(
  data: DataConfig,
  file: string,
  options?: DomainOptions,
): Promise<PackedIndex> {
  note(`packing the images into ${file}`);
  return withProgress('images', (onProgress) => pack(data, file, onProgress, options));
}
