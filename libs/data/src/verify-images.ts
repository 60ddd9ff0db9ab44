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
  if (!dataset.checkHeader) return;
  const decode = dataset.length <= DECODED_IMAGES;
  const problems = await pMap(
    dataset.files.keys(),
    async (i) => {
      try {
        await (decode ? dataset.read(i) : dataset.checkHeader?.(i));
        return undefined;
      } catch (error) {
        return error instanceof Error ? error.message : String(error);
      }
    },
    { concurrency: CONCURRENCY },
  );
  const bad = problems.filter((problem) => problem !== undefined);
  if (bad.length === 0) return;
  const more = bad.length > 1 ? ` (and ${bad.length - 1} more of its ${dataset.length} images)` : '';
  throw new Error(`${bad[0]}${more}`);
}
