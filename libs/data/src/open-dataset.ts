import type { Preprocess, StudyPart } from '@jiagu/config';
import { ImageDataset } from './dataset.js';
import type { ImageCache } from './image-cache.js';
import type { KnownClasses } from './readers/classify-listing.js';
import { readStudyPart } from './readers/read-study-part.js';

/** How the images of a part are to be understood. */
export interface DatasetOptions {
  /** For messages: `source.train`. */
  readonly name: string;
  readonly classes: number;
  readonly channels: 1 | 3;
  /** Side in pixels of the square images that are read. */
  readonly resizeTo: number;
  readonly preprocess: Preprocess;
  /**
   * Names that the configuration, another part (the source's training images) or a run gave to the classes; folders and
   * lists with names are then matched by name. Absent: class i is the i-th subfolder, or of a list `0`, `1`, ...
   */
  readonly known?: KnownClasses;
  /** Whether every image must have a label (the default); else -1 stands for none. */
  readonly labelled?: boolean;
  /** Whether training should see every class equally often. */
  readonly balanced?: boolean;
  /** Budget of memory for prepared images; absent: every read decodes again. */
  readonly cache?: ImageCache;
}

/**
 * Opens a part of a domain in any of the layouts. Nothing is decoded yet; see `verifyImages`.
 * @throws Error naming the folder, or file and line, of the first thing that is wrong
 */
export async function openDataset(part: StudyPart, options: DatasetOptions): Promise<ImageDataset> {
  const { name, classes, known, labelled = true, balanced = false } = options;
  const { listing, classified } = await readStudyPart(part, `data.${name}`, { classes, known, labelled });
  const [problem, ...more] = [...listing.faults, ...classified.faults.map(({ message }) => message)];
  if (problem !== undefined)
    throw new Error(`data.${name}: ${problem}${more.length > 0 ? ` (and ${more.length} more)` : ''}`);
  return new ImageDataset({ ...options, ...classified, balanced, listing });
}
