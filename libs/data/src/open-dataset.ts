import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { DataPart } from '@jiagu/config';
import { readClassFolders } from './class-folders.js';
import { type Dataset, ImageDataset } from './dataset.js';
import type { ImageCache } from './image-cache.js';
import { readList } from './list-file.js';

/** How the images of a part are to be understood. */
export interface DatasetOptions {
  /** For messages: `source.train`. */
  readonly name: string;
  readonly classes: number;
  readonly channels: 1 | 3;
  /** Side in pixels to which images are resized when read. */
  readonly resizeTo: number;
  /**
   * Names that another part (the source's training images) gave to the classes; folders are then matched to
   * classes by name. Absent: class i is the i-th subfolder, or of a list `0`, `1`, ...
   */
  readonly classNames?: readonly string[];
  /** Memory for decoded images; absent: every read decodes anew. */
  readonly cache?: ImageCache;
}

/**
 * Opens a part of a domain: a folder with one subfolder a class, a list file, or a list with a root of its
 * paths. Nothing is decoded yet; see `verifyImages`.
 * @throws Error naming the folder, or file and line, and what is wrong there
 */
export async function openDataset(part: DataPart, options: DatasetOptions): Promise<Dataset> {
  const { list: place, root } = typeof part === 'string' ? { list: part, root: undefined } : part;
  const found = await stat(place).catch(() => undefined);
  if (!found)
    throw new Error(
      `data.${options.name}: there is no ${typeof part === 'string' ? 'folder or list' : 'list'} ${place}`,
    );
  if (!found.isDirectory()) return fromList(place, root, options);
  if (typeof part !== 'string')
    throw new Error(`data.${options.name}.list: ${place} is a folder; give its path alone, without "list"`);
  return fromFolder(place, options);
}

async function fromList(list: string, root: string | undefined, options: DatasetOptions): Promise<Dataset> {
  const { classes } = options;
  const entries = await readList(list, classes, root);
  return new ImageDataset({
    ...options,
    classNames: options.classNames ?? Array.from({ length: classes }, (_, i) => String(i)),
    files: entries.map((entry) => entry.path),
    labels: Int32Array.from(entries, (entry) => entry.label),
    lines: { list, numbers: Int32Array.from(entries, (entry) => entry.line) },
  });
}

async function fromFolder(folder: string, options: DatasetOptions): Promise<Dataset> {
  const folders = await readClassFolders(folder);
  if (!options.classNames && folders.length !== options.classes)
    throw new Error(
      `data.${options.name}: ${folder} has ${folders.length} class folders but data.classes is ${options.classes}`,
    );
  const classNames = options.classNames ?? folders.map(({ name }) => name);
  const labels = folders.flatMap(({ name, files }) => {
    const label = classNames.indexOf(name);
    if (label < 0)
      throw new Error(
        `data.${options.name}: ${resolve(folder, name)} is no class of the source, whose ${classNames.length} ` +
          `classes are named ${classNames.slice(0, 3).join(', ')}, ...; name the folders alike in all parts`,
      );
    return files.map(() => label);
  });
  return new ImageDataset({
    ...options,
    classNames,
    files: folders.flatMap(({ files }) => files),
    labels: Int32Array.from(labels),
  });
}
