import pMap from 'p-map';
import type { Dataset } from './dataset.js';
import { checkImageHeader } from './decode-image.js';

/** Sets up to this size are decoded as a whole: it takes seconds and finds damage behind the header too. */
const DECODED_IMAGES = 20_000;

/** Files looked at side by side: as many as keep libuv's threads busy. */
const CONCURRENCY = 16;

/**
 * Looks at every image before training begins, so that an absent, empty or damaged one is reported at once and
 * not after hours. Small sets are decoded (and kept in memory as far as the cache allows), of larger ones only
 * the headers are read.
 * @throws Error naming the data set, the first bad image in its order and the number of all of them
 */
export async function verifyImages(dataset: Dataset): Promise<void> {
  const decode = dataset.length <= DECODED_IMAGES;
  const problems = await pMap(
    dataset.files.map((file, i) => [file, i] as const),
    async ([file, i]) => {
      try {
        if (decode) await dataset.read(i);
        else await checkImageHeader(file);
        return undefined;
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        if (decode) return message;
        const origin = dataset.origin(i);
        return `${dataset.name}: ${origin === file ? '' : `${origin}: `}${message}`;
      }
    },
    { concurrency: CONCURRENCY },
  );
  const bad = problems.filter((problem) => problem !== undefined);
  if (bad.length === 0) return;
  const more = bad.length > 1 ? ` (and ${bad.length - 1} more of its ${dataset.length} images)` : '';
  throw new Error(`${bad[0]}${more}`);
}
