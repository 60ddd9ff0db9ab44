import { describeDifference, judgeNumbers, matchClasses } from '../class-names.js';
import type { Listing } from './listing.js';

/** Names that the classes already have. */
export interface KnownClasses {
  readonly names: readonly string[];
  /** Who gave them, for messages: `data.classNames`, `data.source.train`, `the run runs/demo`. */
  readonly whose: string;
  /** Whether label i without a name is the i-th of these by definition. */
  readonly numbered?: boolean;
}

/** How the labels of a part are to be understood. */
export interface Classes {
  readonly classes: number;
  /** Absent: the part names the classes itself. */
  readonly known?: KnownClasses;
  readonly labelled: boolean;
}

/** A listing's labels as numbers of the study's classes. */
export interface Classified {
  readonly classNames: readonly string[];
  /** -1: not known, or wrong and named in `faults`. */
  readonly labels: Int32Array;
  readonly faults: readonly LabelFault[];
  /** What was assumed about labels without names, a sentence. */
  readonly assumption?: string;
}

/** A label, or a name of a class, that does not fit. */
export interface LabelFault {
  readonly message: string;
  /** Position of the image that has it; absent where it is about a class or the whole part. */
  readonly image?: number;
}

/**
 * Gives the images of a listing their classes: where the listing names its classes (folders, lists with names), by
 * name; other labels must be one of `0 .. classes - 1`, or -1 for none where the part needs no labels.
 */
export function classifyListing(listing: Listing, options: Classes): Classified {
  return listing.classNames
    ? classifyNames(listing, listing.classNames, options)
    : classifyNumbers(listing, options);
}

function classifyNames(listing: Listing, names: readonly string[], { classes, known }: Classes): Classified {
  const { labels } = listing;
  if (!known) {
    const kind = listing.layout === 'class folders' ? 'class folders' : 'named classes';
    const first = labels.length > 0 ? ` (the first image: ${listing.origin(0)})` : '';
    const message = `there are ${names.length} ${kind} but data.classes is ${classes}${first}`;
    return { classNames: names, labels, faults: names.length === classes ? [] : [{ message }] };
  }
  const { numbers, unknown } = matchClasses(names, known.names);
  const given = { whose: 'this part', names };
  return {
    classNames: known.names,
    labels: labels.map((label) => numbers[label] ?? -1),
    faults: unknown.length > 0 ? [{ message: describeDifference(known, given, { unknown }) }] : [],
  };
}

function classifyNumbers(listing: Listing, { classes, known, labelled }: Classes): Classified {
  const faults: LabelFault[] = [];
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
  const classNames = known?.names ?? Array.from({ length: classes }, (_, i) => String(i));
  const sure = known?.numbered || labels.every((label) => label === -1);
  const { assumption, fault } = sure ? {} : judgeNumbers(classNames);
  if (fault !== undefined) faults.push({ message: fault });
  return { classNames, labels, faults, assumption };
}

/** The names that a configuration gives the classes, if any. */
export const configuredClasses = ({
  classNames,
}: {
  readonly classNames?: readonly string[];
}): KnownClasses | undefined => classNames && { names: classNames, whose: 'data.classNames', numbered: true };
