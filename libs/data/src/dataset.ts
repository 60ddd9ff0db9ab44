import { decodeImageAsStored } from './decode-image.js';
import type { ImageCache } from './image-cache.js';
import { type Pixels, toChannels } from './pixels.js';
import { resize } from './resize.js';

/** Images with labels, read when asked for. */
export interface Dataset {
  /** For messages: `source.train`. */
  readonly name: string;
  readonly classNames: readonly string[];
  /** Channels of a batch. */
  readonly channels: 1 | 3;
  /** Side in pixels to which images are resized when read. */
  readonly resizeTo: number;
  readonly files: readonly string[];
  readonly labels: Int32Array;
  readonly length: number;
  /**
   * Image i, resized to resizeTo x resizeTo (bicubic, the aspect ratio is not kept), from memory where it was
   * kept. A grey image has one channel also where the data set has three. Do not write into it.
   * @throws Error naming the file, and the line of the list that names it
   */
  read(i: number): Promise<Pixels>;
  /** Where image i comes from, as messages give it: the file, and the line of the list. */
  origin(i: number): string;
}

/** What {@link ImageDataset} is made of. */
export interface DatasetContent {
  readonly name: string;
  readonly classNames: readonly string[];
  readonly channels: 1 | 3;
  readonly resizeTo: number;
  readonly files: readonly string[];
  readonly labels: Int32Array;
  /** File and line of each image where a list names them. */
  readonly lines?: { readonly list: string; readonly numbers: Int32Array };
  readonly cache?: ImageCache;
}

/** A data set of files on disk. */
export class ImageDataset implements Dataset {
  readonly name: string;
  readonly classNames: readonly string[];
  readonly channels: 1 | 3;
  readonly resizeTo: number;
  readonly files: readonly string[];
  readonly labels: Int32Array;
  private readonly kept = new Map<number, Pixels>();

  constructor(private readonly content: DatasetContent) {
    this.name = content.name;
    this.classNames = content.classNames;
    this.channels = content.channels;
    this.resizeTo = content.resizeTo;
    this.files = content.files;
    this.labels = content.labels;
  }

  get length(): number {
    return this.files.length;
  }

  async read(i: number): Promise<Pixels> {
    const kept = this.kept.get(i);
    if (kept) return kept;
    const pixels = await this.decode(i);
    const { cache } = this.content;
    if (cache && !this.kept.has(i) && cache.reserve(pixels.data.byteLength)) this.kept.set(i, pixels);
    return pixels;
  }

  origin(i: number): string {
    const { lines } = this.content;
    return lines ? `${lines.list}:${lines.numbers[i]}` : (this.files[i] ?? `image ${i}`);
  }

  private async decode(i: number): Promise<Pixels> {
    const file = this.files[i];
    if (file === undefined) throw new RangeError(`${this.name}: no image ${i} among ${this.length}`);
    try {
      const decoded = await decodeImageAsStored(file);
      const pixels = this.channels === 1 ? toChannels(decoded, 1) : decoded;
      return resize(pixels, this.resizeTo, this.resizeTo, 'bicubic');
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      const from = this.content.lines ? `${this.origin(i)}: ` : '';
      throw new Error(`${this.name}: ${from}${message}`, { cause: error });
    }
  }
}
