import pMap from 'p-map';
import { contentDigest } from '../content-digest.js';
import type { Pixels } from '../pixels.js';
import type { Listing } from '../readers/listing.js';
import { type Polarity, polarityOf } from './polarity.js';

/** Images looked at side by side: as many as keep libuv's threads busy. */
const CONCURRENCY = 16;

/** What was seen of one image. */
export interface ImageFacts {
  readonly width: number;
  readonly height: number;
  readonly grey: boolean;
  /** Whether all pixels are the same. */
  readonly blank: boolean;
  /** The greatest level minus the least, 0..255. */
  readonly span: number;
  readonly polarity: Polarity;
  /** SHA-256 of size and pixels. */
  readonly digest: string;
  /** What reading changes: `16 bits`, `palette`, `transparency`. */
  readonly conversions: readonly string[];
}

/** An image that can't be read, and why. */
export interface Unreadable {
  readonly error: string;
}

/** Reads every image of a part. @returns what was seen of each, in order */
export async function examinePart(
  listing: Listing,
  onImage: () => void,
): Promise<(ImageFacts | Unreadable)[]> {
  return pMap(
    listing.files.keys(),
    async (i) => {
      try {
        const conversions = (await listing.conversions?.(i)) ?? [];
        return { ...factsOf(await listing.decode(i)), conversions };
      } catch (error) {
        return { error: error instanceof Error ? error.message : String(error) };
      } finally {
        onImage();
      }
    },
    { concurrency: CONCURRENCY },
  );
}

function factsOf(pixels: Pixels): Omit<ImageFacts, 'conversions'> {
  const { width, height, channels, data } = pixels;
  const blank = data.every((value, i) => value === data[i % channels]);
  let [least, greatest] = [255, 0];
  for (const value of data) {
    if (value < least) least = value;
    if (value > greatest) greatest = value;
  }
  return {
    width,
    height,
    grey: channels === 1,
    blank,
    span: greatest - least,
    polarity: blank ? 'unclear' : polarityOf(pixels),
    digest: contentDigest(pixels),
  };
}
