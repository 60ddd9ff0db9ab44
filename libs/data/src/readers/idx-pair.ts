import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Pixels } from '../pixels.js';
import { readIdx } from './idx.js';
import type { Listing } from './listing.js';

/**
 * Reads an IDX file of images [N, height, width] and one of their labels [N].
 * @param labels absent: the file beside the images that is named alike (`t10k-images-idx3-ubyte.gz` and
 *   `t10k-labels-idx1-ubyte.gz`); where there is none, the labels are not known
 * @throws Error naming the file that is not such an array, or both when their numbers differ
 */
export async function readIdxPair(images: string, labels = labelsBeside(images)): Promise<Listing> {
  const { dimensions, data } = await readIdx(images, 3);
  const [count = 0, height = 0, width = 0] = dimensions;
  const known = labels === undefined ? undefined : (await readIdx(labels, 1)).data;
  if (known && known.length !== count)
    throw new Error(`${labels} has ${known.length} labels but ${images} has ${count} images`);
  const name = (i: number): string => `${images}[${i}]`;
  return {
    layout: 'IDX',
    files: Array.from({ length: count }, (_, i) => name(i)),
    labels: known ? Int32Array.from(known) : new Int32Array(count).fill(-1),
    faults: [],
    origin: name,
    async decode(i): Promise<Pixels> {
      if (!(i >= 0 && i < count)) throw new RangeError(`${images}: no image ${i} among ${count}`);
      const size = height * width;
      return { width, height, channels: 1, data: data.subarray(i * size, (i + 1) * size) };
    },
  };
}

function labelsBeside(images: string): string | undefined {
  const name = basename(images).replace('images', 'labels').replace('idx3', 'idx1');
  if (name === basename(images)) return undefined;
  const bare = name.replace(/\.gz$/, '');
  return [name, bare, `${bare}.gz`]
    .map((file) => join(dirname(images), file))
    .find((file) => existsSync(file));
}
