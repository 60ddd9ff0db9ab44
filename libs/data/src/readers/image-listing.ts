import { checkImageHeader, conversionsOf, decodeImageAsStored } from '../decode-image.js';
import type { Listing } from './listing.js';

/** A listing of image files. */
export function imageListing(
  content: Pick<Listing, 'layout' | 'files' | 'labels' | 'classNames'> & Partial<Listing>,
): Listing {
  const at = (i: number): string => {
    const file = content.files[i];
    if (file === undefined) throw new RangeError(`no image ${i} among ${content.files.length}`);
    return file;
  };
  return {
    faults: [],
    origin: at,
    decode: async (i) => decodeImageAsStored(at(i)),
    checkHeader: async (i) => checkImageHeader(at(i)),
    conversions: async (i) => conversionsOf(at(i)),
    ...content,
  };
}
