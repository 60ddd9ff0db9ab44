import type { StudyPart } from '@jiagu/config';
import type { PartName } from '../part-names.js';
import type { Listing } from '../readers/listing.js';
import type { ImageFacts, Unreadable } from './examine-part.js';

/** What is to be checked. */
export interface CheckedData {
  /** Each part once, the one first that names the classes. */
  readonly parts: readonly (readonly [PartName, StudyPart])[];
  /** Number of classes; absent: as many as the first part has. */
  readonly classes?: number;
  readonly classNames?: readonly string[];
  /** Whether images need labels, those of the target's training part excepted; default: true. */
  readonly labels?: boolean;
}

/** A part as it was found. */
export interface CheckedPart {
  readonly name: PartName;
  readonly part: StudyPart;
  readonly listing: Listing;
  /** -1: not known or wrong. */
  readonly labels: Int32Array;
  readonly facts: readonly (ImageFacts | Unreadable)[];
}
