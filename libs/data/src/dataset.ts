import type { ImageCache } from './image-cache.js';
import type { MixedPart } from './mixed-part.js';
import type { Pixels } from './pixels.js';
import { prepareImage, type Preparation } from './prepare-image.js';
import type { LeftOut, Listing } from './readers/listing.js';

/** Images with labels, read when asked for. */
export interface Dataset {
  /** For messages: `source.train`. */
  readonly name: string;
  readonly classNames: readonly string[];
  /** Channels of a batch. */
  readonly channels: 1 | 3;
  /** Side in pixels of the square images that {@link read} returns. */
  readonly resizeTo: number;
  readonly files: readonly string[];
  /** -1: not known, in the target's training part only. */
  readonly labels: Int32Array;
  /** Number of images. */
  readonly length: number;
  /** Whether training should see every class equally often, however many images it has. */
  readonly balanced?: boolean;
  /** The parts of a mixture, by whose shares training draws from them; absent where it is none. */
  readonly mixture?: readonly MixedPart[];
  /** Files and folders in the images' folder that are not read; absent where the images are not from a folder. */
  readonly leftOut?: readonly LeftOut[];
  /** What was assumed about labels without names, a sentence. */
  readonly assumption?: string;
  /**
   * Image i, preprocessed, as a square of resizeTo x resizeTo pixels, from memory where it was kept. A grey image has
   * one channel even if the data set has three. Do not write into it.
   * @throws Error naming the file, and the line of the list that names it
   */
  read(i: number): Promise<Pixels>;
  /** Where image i comes from, as messages give it: the file, or file and line of the list. */
  origin(i: number): string;
  /** Reads only image i's header; absent where the images need no check. @throws Error like {@link read} */
  checkHeader?(i: number): Promise<void>;
}

/** What {@link ImageDataset} is made of. */
interface DatasetContent extends Preparation {
  readonly name: string;
  readonly classNames: readonly string[];
  readonly balanced: boolean;
  readonly listing: Listing;
  readonly labels: Int32Array;
  readonly assumption?: string;
  readonly cache?: ImageCache;
}

/** A data set of images as they are stored, prepared when they are read. */
export class ImageDataset implements Dataset {
  readonly name: string;
  readonly classNames: readonly string[];
  readonly channels: 1 | 3;
  readonly resizeTo: number;
  readonly files: readonly string[];
  readonly labels: Int32Array;
  readonly balanced: boolean;
  readonly mixture?: readonly MixedPart[];
  readonly leftOut?: readonly LeftOut[];
  readonly assumption?: string;
  readonly checkHeader?: (i: number) => Promise<void>;
  private readonly kept = new Map<number, Pixels>();

  constructor(private readonly content: DatasetContent) {
    this.name = content.name;
    this.classNames = content.classNames;
    this.channels = content.channels;
    this.resizeTo = content.resizeTo;
    this.files = content.listing.files;
    this.labels = content.labels;
    this.balanced = content.balanced;
    this.mixture = content.listing.mixture;
    this.leftOut = content.listing.leftOut;
    this.assumption = content.assumption;
    const { checkHeader } = content.listing;
    if (checkHeader) this.checkHeader = (i) => checkHeader(i).catch((error) => this.fail(i, error));
  }

  get length(): number {
    return this.files.length;
  }

  async read(i: number): Promise<Pixels> {
    const kept = this.kept.get(i);
    if (kept) return kept;
    const pixels = this.prepare(await this.decode(i));
    const { cache } = this.content;
    if (cache && !this.kept.has(i) && cache.reserve(pixels.data.byteLength)) this.kept.set(i, pixels);
    return pixels;
  }

  /** Image i as it is stored. @throws Error like {@link read} */
  async decode(i: number): Promise<Pixels> {
    return this.content.listing.decode(i).catch((error) => this.fail(i, error));
  }

  /** Preprocesses an image as it is stored into what {@link read} returns. */
  prepare(decoded: Pixels): Pixels {
    return prepareImage(decoded, this.content);
  }

  origin(i: number): string {
    return this.content.listing.origin(i);
  }

  private fail(i: number, error: unknown): never {
    const message = error instanceof Error ? error.message : String(error);
    const origin = this.origin(i);
    const from = origin === this.files[i] ? '' : `${origin}: `;
    throw new Error(`${this.name}: ${from}${message}`, { cause: error });
  }
}
