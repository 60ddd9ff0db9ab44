import type { Preprocess } from '@jiagu/config';
import { type Pixels, toChannels } from './pixels.js';
import { preprocess } from './preprocess/preprocess.js';

/** How a domain's images are prepared. */
export interface Preparation {
  /** Channels of a batch. */
  readonly channels: 1 | 3;
  /** Side in pixels of the squares that images are made. */
  readonly resizeTo: number;
  readonly preprocess: Preprocess;
}

/**
 * Makes of an image as it is stored the square that views are cut from.
 * @returns resizeTo x resizeTo pixels; a grey image keeps its one channel also where batches have three
 */
export const prepareImage = (
  decoded: Pixels,
  { channels, resizeTo, preprocess: steps }: Preparation,
): Pixels => preprocess(channels === 1 ? toChannels(decoded, 1) : decoded, steps, resizeTo);
