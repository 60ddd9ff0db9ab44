import type { FilePath } from '../file-path.js';
import type { MixedPart } from '../mixed-part.js';
import type { Pixels } from '../pixels.js';

/** What a part of a domain holds, before labels are checked or images decoded. */
export interface Listing {
  readonly layout: 'class folders' | 'list' | 'IDX' | 'images without labels' | 'mixture';
  /** Name of each image as messages show it: its file, or file and number where many share one. */
  readonly files: readonly string[];
  /** The file of each image; absent where many share one. */
  readonly paths?: readonly FilePath[];
  /** As they are written; -1: not known. */
  readonly labels: Int32Array;
  /** Class i's name, where the layout gives names. */
  readonly classNames?: readonly string[];
  /** What can't be understood, each with its place; such lines are not among the images. */
  readonly faults: readonly string[];
  /** Files and folders in the part's folder that are not read; absent where the part is no folder. */
  readonly leftOut?: readonly LeftOut[];
  /** The parts of a mixture; absent where it is none. */
  readonly mixture?: readonly MixedPart[];
  /** Where image i comes from, as messages give it: the file, or file and line of the list. */
  origin(i: number): string;
  /** Image i as it is stored. @throws Error naming the file */
  decode(i: number): Promise<Pixels>;
  /** Reads only the header of image i; absent where the images are in memory. @throws Error naming the file */
  checkHeader?(i: number): Promise<void>;
  /** What {@link decode} converts in image i; absent where it converts none. @throws Error naming the file */
  conversions?(i: number): Promise<string[]>;
}

/** A file or folder that is not read. */
export interface LeftOut {
  /** As messages show it. */
  readonly file: string;
  readonly reason: LeftOutReason;
}

/** Why a file or folder is not read. */
export type LeftOutReason =
  | 'hidden'
  | 'of a system or program'
  | 'no image of a kind that is read'
  | 'overview of generated images'
  | 'images beside the class folders'
  | 'links to nothing'
  | 'folders that are read already'
  | 'neither file nor folder'
  | 'no permission to read';

/** An image's file, with the line of the list that names it. */
export function placeOf(listing: Listing, i: number): string {
  const [file, origin] = [listing.files[i] as string, listing.origin(i)];
  return origin === file ? file : `${file} (${origin})`;
}

/** Files and folders that are not read, by the reason. */
export function byReason(leftOut: readonly LeftOut[]): Map<LeftOutReason, string[]> {
  const groups = new Map<LeftOutReason, string[]>();
  for (const { file, reason } of leftOut) {
    const files = groups.get(reason);
    if (files) files.push(file);
    else groups.set(reason, [file]);
  }
  return groups;
}

/** How many files and folders are not read and why: `3 hidden, 1 links to nothing`. */
export const countLeftOut = (leftOut: readonly LeftOut[]): string =>
  Array.from(byReason(leftOut), ([reason, { length }]) => `${length} ${reason}`).join(', ');
