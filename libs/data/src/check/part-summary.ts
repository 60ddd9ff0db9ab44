import type { MixedPart } from '../mixed-part.js';
import type { CheckedPart } from './checked-part.js';
import type { ImageFacts, Unreadable } from './examine-part.js';

/** The least, the median and the greatest of some numbers. */
export type Range = readonly [least: number, median: number, greatest: number];

/** A part in figures. */
export interface PartSummary {
  readonly layout: string;
  readonly images: number;
  readonly unreadable: number;
  /** Images without a label, or with a wrong one. */
  readonly unlabelled: number;
  /** Number of files and folders in the part's folder that are not read; absent where the part is no folder. */
  readonly leftOut?: number;
  /** The parts of a mixture; absent where it is none. */
  readonly mixture?: readonly MixedPart[];
  /** Images of each class. */
  readonly perClass: readonly number[];
  /** Sizes and colours of the images that can be read; absent where there is none. */
  readonly shape?: {
    readonly width: Range;
    readonly height: Range;
    /** Width divided by height. */
    readonly aspect: Range;
    readonly grey: number;
    readonly colour: number;
  };
  /** Images with dark strokes on light ground, the reverse, and neither. */
  readonly polarity: { readonly dark: number; readonly light: number; readonly unclear: number };
}

/**
 * Counts and measures what a check found in a part.
 * @param classes how many there are
 */
export function summarize({ listing, labels, facts }: CheckedPart, classes: number): PartSummary {
  const readable = facts.filter((image): image is ImageFacts => !('error' in image));
  const perClass = new Array<number>(classes).fill(0);
  for (const label of labels) if (label >= 0) perClass[label] = (perClass[label] ?? 0) + 1;
  const grey = readable.filter((image) => image.grey).length;
  return {
    layout: listing.layout,
    images: facts.length,
    unreadable: facts.length - readable.length,
    unlabelled: labels.reduce((count, label) => count + (label < 0 ? 1 : 0), 0),
    leftOut: listing.leftOut?.length,
    mixture: listing.mixture,
    perClass,
    shape:
      readable.length > 0
        ? {
            width: rangeOf(readable.map(({ width }) => width)),
            height: rangeOf(readable.map(({ height }) => height)),
            aspect: rangeOf(readable.map(({ width, height }) => width / height)),
            grey,
            colour: readable.length - grey,
          }
        : undefined,
    polarity: polarityCounts(facts),
  };
}

/** How many of the readable images have dark strokes, light ones or neither clearly. */
export function polarityCounts(facts: readonly (ImageFacts | Unreadable)[]): PartSummary['polarity'] {
  const counts = { dark: 0, light: 0, unclear: 0 };
  for (const image of facts) if (!('error' in image)) counts[image.polarity]++;
  return counts;
}

function rangeOf(values: number[]): Range {
  const sorted = Float64Array.from(values).sort();
  return [sorted[0] ?? NaN, sorted[sorted.length >> 1] ?? NaN, sorted.at(-1) ?? NaN];
}
