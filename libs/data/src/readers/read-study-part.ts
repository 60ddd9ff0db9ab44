import type { Mixture, StudyPart } from '@jiagu/config';
import { mixedParts, placeOfPart } from '../mixed-part.js';
import { classifyListing, type Classes, type Classified, type LabelFault } from './classify-listing.js';
import type { Listing } from './listing.js';
import { readPart } from './read-part.js';

/** A part of a study: its images, and their labels as numbers of the study's classes. */
export interface ClassifiedPart {
  readonly listing: Listing;
  readonly classified: Classified;
}

/** How the labels of a part are to be understood; the number of classes is that of the part if absent. */
export type PartClasses = Omit<Classes, 'classes'> & Partial<Pick<Classes, 'classes'>>;

/**
 * Lists what a part of a study holds and gives the images their classes. A mixture is read as one part, with the images
 * of its parts one after the other; if the classes have no names yet, its first part names them, and the other parts
 * are matched to these.
 * @param name of the part in messages: `data.source.train`
 * @throws Error naming the part or the file and what is wrong there
 */
export async function readStudyPart(
  part: StudyPart,
  name: string,
  classes: PartClasses,
): Promise<ClassifiedPart> {
  if (Array.isArray(part)) return readMixture(part, name, classes);
  const listing = await readPart(part, name);
  return {
    listing,
    classified: classifyListing(listing, { ...classes, classes: classes.classes ?? countClasses(listing) }),
  };
}

const countClasses = ({ classNames, labels }: Listing): number =>
  classNames?.length ?? 1 + labels.reduce((most, label) => Math.max(most, label), -1);

async function readMixture(
  mixture: Mixture,
  name: string,
  { classes, known, labelled }: PartClasses,
): Promise<ClassifiedPart> {
  const parts: ClassifiedPart[] = [];
  for (const [i, { part }] of mixture.entries()) {
    const read = await readStudyPart(part, `${name}.${i}.part`, { classes, known, labelled });
    const { classNames } = read.classified;
    known ??= { names: classNames, whose: placeOfPart(part) };
    classes ??= classNames.length;
    parts.push(read);
  }
  return { listing: joinListings(parts, mixture), classified: joinClasses(parts, mixture) };
}

/** Listings one after the other. */
function joinListings(parts: readonly ClassifiedPart[], mixture: Mixture): Listing {
  const listings = parts.map(({ listing }) => listing);
  const images = listings.flatMap((listing) => Array.from(listing.files.keys(), (i) => ({ listing, i })));
  const at = (n: number) => {
    const image = images[n];
    if (!image) throw new RangeError(`no image ${n} among ${images.length}`);
    return image;
  };
  const leftOut = listings.flatMap((listing) => listing.leftOut ?? []);
  return {
    layout: 'mixture',
    files: listings.flatMap(({ files }) => files),
    labels: joinLabels(parts),
    faults: listings.flatMap(({ faults }) => faults),
    ...(listings.some((listing) => listing.leftOut) && { leftOut }),
    mixture: mixedParts(
      mixture,
      listings.map(({ files }) => files.length),
    ),
    origin: (n) => at(n).listing.origin(at(n).i),
    decode: async (n) => at(n).listing.decode(at(n).i),
    checkHeader: async (n) => at(n).listing.checkHeader?.(at(n).i),
    conversions: async (n) => (await at(n).listing.conversions?.(at(n).i)) ?? [],
  };
}

/** What was found of the labels of each part; what is about a part as a whole names it. */
function joinClasses(parts: readonly ClassifiedPart[], mixture: Mixture): Classified {
  let start = 0;
  const faults: LabelFault[] = [];
  const assumptions: string[] = [];
  for (const [i, { listing, classified }] of parts.entries()) {
    const place = placeOfPart((mixture[i] as Mixture[number]).part);
    for (const { message, image } of classified.faults)
      faults.push(
        image === undefined ? { message: `${place}: ${message}` } : { message, image: start + image },
      );
    if (classified.assumption !== undefined) assumptions.push(`${place}: ${classified.assumption}`);
    start += listing.files.length;
  }
  return {
    classNames: parts[0]?.classified.classNames ?? [],
    labels: joinLabels(parts),
    faults,
    ...(assumptions.length > 0 && { assumption: assumptions.join('; ') }),
  };
}

const joinLabels = (parts: readonly ClassifiedPart[]): Int32Array =>
  Int32Array.from(parts.flatMap(({ classified }) => [...classified.labels]));
