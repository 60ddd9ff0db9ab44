import { join } from 'node:path';
import { imageListing } from './image-listing.js';
import { IMAGE_EXTENSIONS, isImageName, visibleEntries } from './image-names.js';
import type { Listing } from './listing.js';

/**
 * Lists a folder that has one subfolder a class, in the order of the names' UTF-16 code units (as torchvision's
 * ImageFolder; the same on every machine and locale). Without subfolders the images that lie in it count as images
 * without labels. Hidden entries and files of other kinds are passed over; a class folder without images is a fault.
 * @throws Error naming the folder when it can't be read or has neither subfolders nor images
 */
export async function readFolder(folder: string): Promise<Listing> {
  const entries = await visibleEntries(folder);
  const classNames = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  if (classNames.length === 0) {
    const files = entries.map(({ name }) => name).filter(isImageName);
    if (files.length === 0)
      throw new Error(
        `${folder}: the folder has no subfolders and no images; expected one subfolder a class, or a list file`,
      );
    return unlabelled(files.sort().map((name) => join(folder, name)));
  }
  const classes = await Promise.all(classNames.sort().map((name) => imagesOf(join(folder, name))));
  return imageListing({
    layout: 'class folders',
    files: classes.flat(),
    labels: Int32Array.from(classes.flatMap((files, label) => files.map(() => label))),
    classNames,
    faults: classNames
      .filter((_, label) => classes[label]?.length === 0)
      .map((name) => `${join(folder, name)}: the class folder has no image (${IMAGE_EXTENSIONS.join(' ')})`),
  });
}

async function imagesOf(folder: string): Promise<string[]> {
  const entries = await visibleEntries(folder);
  return entries
    .filter((entry) => !entry.isDirectory() && isImageName(entry.name))
    .map(({ name }) => name)
    .sort()
    .map((name) => join(folder, name));
}

const unlabelled = (files: string[]): Listing =>
  imageListing({ layout: 'images without labels', files, labels: new Int32Array(files.length).fill(-1) });
