import { type FilePath, shownPath } from '../file-path.js';
import { checkImageHeader, conversionsOf, decodeImageAsStored } from '../decode-image.js';
import type { Listing } from './listing.js';

/** A listing of image files. */
export function imageListing(
  content: Pick<Listing, 'layout' | 'labels' | 'classNames' | 'leftOut'> &
    Partial<Listing> & { readonly paths: readonly FilePath[] },
): Listing {
  const { paths } = content;
  const at = (i: number): FilePath => {
    const path = paths[i];
    if (path === undefined) throw new RangeError(`no image ${i} among ${paths.length}`);
    return path;
  };
  return {
    faults: [],
    files: paths.map(shownPath),
    origin: (i) => shownPath(at(i)),
    decode: async (i) => decodeImageAsStored(at(i)),
    checkHeader: async (i) => checkImageHeader(at(i)),
    conversions: async (i) => conversionsOf(at(i)),
    ...content,
  };
}
