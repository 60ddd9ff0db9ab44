import { dirname, isAbsolute, join, resolve } from 'node:path';
import { readPicture, type Picture } from './picture.js';
import type { Run } from './run-folder.js';

/** Largest weight of all example images of a page together, in bytes of PNG. */
const budget = 2_000_000;

/**
 * Reads dataset images as thumbnails, each file once, as long as the page's budget lasts. A relative path is
 * looked for below the working folder, the run's folder and the folders of the test lists.
 */
export function imageReader(run: Run): (file: string) => Promise<Picture | undefined> {
  const parts = [run.config.data?.source?.test, run.config.data?.target?.test];
  const roots = parts.flatMap((part) =>
    typeof part === 'object' ? [part.root ?? dirname(part.list)] : part ? [part, dirname(part)] : [],
  );
  const known = new Map<string, Promise<Picture | undefined>>();
  let spent = 0;
  const find = async (file: string) => {
    const places = isAbsolute(file)
      ? [file]
      : [resolve(file), ...[run.folder, ...roots].map((root) => join(root, file))];
    for (const place of places) {
      if (spent > budget) return undefined;
      const picture = await readPicture(place, { width: 128, height: 128, bytes: 40_000 });
      spent += picture?.uri.length ?? 0;
      if (picture) return picture;
    }
    return undefined;
  };
  return (file) => {
    let picture = known.get(file);
    if (!picture) known.set(file, (picture = find(file)));
    return picture;
  };
}
