import pMap from 'p-map';
import type { Dataset } from './dataset.js';

/** Sets up to this size are decoded as a whole: it takes seconds and finds damage behind the header too. */
const DECODED_IMAGES = 20_000;

/** Files looked at side by side: as many as keep libuv's threads busy. */
const CONCURRENCY = 16;

/**
 * Looks at every image file before training begins, so that an absent, empty or damaged one is reported at once and
 * not after hours. Small sets are decoded (and kept in memory as far as the cache allows), of larger ones only
 * the headers are read; packed images and those of an IDX file were looked at when they were packed or opened.
 * @throws Error naming the data set, the first bad image in its order and the number of all of them
 */
export async function verifyImages(dataset: Dataset): Promise<void> {
  const { checkHeader } = dataset;
  if (!checkHeader) return;
  const look = dataset.length <= DECODED_IMAGES ? (i: number) => dataset.read(i) : checkHeader;
  const bad = (await problemsOf(dataset, look)).filter((problem) => problem !== undefined);
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
  look: (i: number) => Promise<unknown>,
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
