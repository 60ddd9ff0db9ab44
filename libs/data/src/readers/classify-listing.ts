import type { Listing } from './listing.js';

/** How the labels of a part are to be understood. */
export interface Classes {
  readonly classes: number;
  readonly classNames?: readonly string[];
  readonly labelled: boolean;
}

/** A listing's labels as numbers of the study's classes. */
export interface Classified {
  readonly classNames: readonly string[];
  /** -1: not known, or wrong and named in `faults`. */
  readonly labels: Int32Array;
  readonly faults: readonly LabelFault[];
}

/** A label, or a name of a class, that does not fit. */
export interface LabelFault {
  readonly message: string;
  /** Position of the image that has it; absent where it is about a class or the whole part. */
  readonly image?: number;
}

/**
 * Gives the images of a listing their classes: class folders are matched by name where the classes have names, other
 * labels must be one of `0 .. classes - 1`, or -1 for none where the part needs no labels.
 */
export function classifyListing(
  listing: Listing,
  { classes, classNames: given, labelled }: Classes,
): Classified {
  const faults: LabelFault[] = [];
  const folders = listing.classNames;
  if (folders && !given && folders.length !== classes)
    faults.push({ message: `there are ${folders.length} class folders but data.classes is ${classes}` });
  const classNames = given ?? folders ?? Array.from({ length: classes }, (_, i) => String(i));
  if (folders) {
    const numbers = folders.map((folder) => classNames.indexOf(folder));
    folders.forEach((folder, i) => {
      if (numbers[i] !== -1) return;
      const known = classNames.slice(0, 3).join(', ');
      faults.push({
        message:
          `the folder ${folder} is no class of the source, whose ${classNames.length} classes are named ${known}` +
          `${classNames.length > 3 ? ', ...' : ''}; name the folders alike in all parts, or the classes in data.classNames`,
      });
    });
    return { classNames, labels: listing.labels.map((label) => numbers[label] ?? -1), faults };
  }
  const unlabelled = listing.layout !== 'list' && listing.labels.every((label) => label === -1);
  if (labelled && unlabelled)
    faults.push({
      message:
        listing.layout === 'IDX'
          ? `${listing.files[0]?.replace(/\[0\]$/, '')} has no file of labels beside it; name it: { images: ..., labels: ... }`
          : 'the images have no labels; only data.target.train may do without',
    });
  const labels = listing.labels.map((label, i) => {
    if (label >= 0 && label < classes) return label;
    if (label !== -1 || (labelled && !unlabelled))
      faults.push({
        message:
          `${listing.origin(i)}: label ${label} is outside 0..${classes - 1} (data.classes is ${classes}` +
          `${labelled ? '' : '; -1 stands for no label'})`,
        image: i,
      });
    return -1;
  });
  return { classNames, labels, faults };
}
