import { stat } from 'node:fs/promises';
import pMap from 'p-map';
import type { Dataset } from './dataset.js';

/**
 * Limit in bytes of files up to which a part is decoded as a whole, about half a minute of two cores. Decoding also
 * finds damage after the header.
 */
const DECODED_BYTES = 1e9;

/** Bytes that count for each image besides its own, for finding, opening and preparing it. */
const IMAGE_BYTES = 25_000;

/** Files looked at side by side: as many as keep libuv's threads busy. */
const CONCURRENCY = 16;

/**
 * Checks every image file before training begins, so that an absent, empty or damaged one is reported at once and not
 * after hours. Sets are decoded (and kept in memory as far as the cache allows) unless that takes too long; then only
 * the headers are read. Packed images and those of an IDX file were checked when they were packed or opened.
 * @param limit in bytes of image files, each image counting {@link IMAGE_BYTES} more
 * @throws Error naming the data set, the first bad image in its order and the number of all of them
 */
export async function verifyImages(dataset: Dataset, limit = DECODED_BYTES): Promise<void> {
  if (!dataset.checkHeader) return;
  const decode = (await costOf(dataset, limit)) <= limit;
  const problems = await problemsOf(dataset, (i) => (decode ? dataset.read(i) : dataset.checkHeader?.(i)));
  const bad = problems.filter((problem) => problem !== undefined);
  if (bad.length === 0) return;
  const more = bad.length > 1 ? ` (and ${bad.length - 1} more of its ${dataset.length} images)` : '';
  throw new Error(`${bad[0]}${more}`);
}

/** Reads every image of a data set. @returns positions of those that can be read, and what is wrong with the others */
export async function readableImages(dataset: Dataset): Promise<{ indices: number[]; failures: string[] }> {
  const problems = await problemsOf(dataset, (i) => dataset.read(i));
  return {
    indices: Array.from(problems.keys()).filter((i) => problems[i] === undefined),
    failures: problems.filter((problem) => problem !== undefined),
  };
}

/** What goes wrong with each image when it is looked at. */
async function problemsOf(
  dataset: Dataset,
  look: (i: number) => Promise<unknown> | undefined,
): Promise<(string | undefined)[]> {
  return pMap(
    dataset.files.keys(),
    async (i) => {
      try {
        await look(i);
        return undefined;
      } catch (error) {
        return error instanceof Error ? error.message : String(error);
      }
    },
    { concurrency: CONCURRENCY },
  );
}

/** The cost of decoding all images in bytes; above the limit it may be incomplete. */
async function costOf({ files, length }: Dataset, limit: number): Promise<number> {
  let cost = IMAGE_BYTES * length;
  if (cost > limit) return cost;
  await pMap(
    files,
    // A file that is not there is reported when it is read.
    async (file) => (cost += (await stat(file).catch(() => undefined))?.size ?? 0),
    { concurrency: CONCURRENCY },
  );
  return cost;
}
