import type { DataPart, Mixture } from '@jiagu/config';
import _ from 'lodash';

/** A part of a mixture. Its images follow those of the parts before it. */
export interface MixedPart {
  /** Where its images are, for messages: a path. */
  readonly place: string;
  readonly images: number;
  /** Share of a batch; the shares of a mixture add up to 1. */
  readonly share: number;
}

/** The parts of a mixture. @param images how many each has */
export function mixedParts(mixture: Mixture, images: readonly number[]): MixedPart[] {
  const sum = _.sumBy(mixture, 'share');
  return mixture.map(({ part, share }, i) => ({
    place: placeOfPart(part),
    images: images[i] ?? 0,
    share: share / sum,
  }));
}

/** Where a part's images are, for messages: the path of its folder, list or file of images. */
export function placeOfPart(part: DataPart): string {
  if (typeof part === 'string') return part;
  return 'list' in part ? part.list : part.images;
}
