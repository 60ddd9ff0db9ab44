import type { CheckedData } from './check/checked-part.js';
import type { MixedPart } from './mixed-part.js';
import { needsLabels, type PartName } from './part-names.js';
import { configuredClasses } from './readers/classify-listing.js';
import { readStudyPart } from './readers/read-study-part.js';

/** A part as its folder, list or IDX file describes it; no image is read. */
interface PartDescription {
  readonly layout: string;
  readonly images: number;
  /** Images without a label, or with a wrong one. */
  readonly unlabelled: number;
  /** Number of files and folders in the part's folder that are not read; absent where the part is no folder. */
  readonly leftOut?: number;
  /** The parts of a mixture; absent where it is none. */
  readonly mixture?: readonly MixedPart[];
  readonly perClass: readonly number[];
  /** The first image's file, as an example of how paths are resolved. */
  readonly first: string;
}

/** A study's parts. */
export interface DataDescription {
  readonly classNames: readonly string[];
  readonly parts: Readonly<Partial<Record<PartName, PartDescription>>>;
}

/**
 * Describes the parts from their folders, lists and IDX files, without reading an image.
 * @throws Error naming the part or file that can't be read
 */
export async function describeData({ parts, ...given }: CheckedData): Promise<DataDescription> {
  const described: Partial<Record<PartName, PartDescription>> = {};
  let { classes } = given;
  let known = configuredClasses(given);
  for (const [name, part] of parts) {
    const { listing, classified } = await readStudyPart(part, `data.${name}`, {
      classes,
      known,
      labelled: needsLabels(name),
    });
    classes ??= classified.classNames.length;
    known ??= { names: classified.classNames, whose: `data.${name}` };
    const perClass = new Array<number>(classes).fill(0);
    for (const label of classified.labels) if (label >= 0) perClass[label] = (perClass[label] ?? 0) + 1;
    described[name] = {
      layout: listing.layout,
      images: listing.files.length,
      unlabelled: classified.labels.reduce((count, label) => count + (label < 0 ? 1 : 0), 0),
      leftOut: listing.leftOut?.length,
      mixture: listing.mixture,
      perClass,
      first: listing.files[0] ?? '',
    };
  }
  return { classNames: known?.names ?? [], parts: described };
}
