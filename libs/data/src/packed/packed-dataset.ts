import { crc32 } from 'node:zlib';
import type { Dataset } from '../dataset.js';
import type { MixedPart } from '../mixed-part.js';
import type { Pixels } from '../pixels.js';
import type { PackedPart } from './packed-index.js';

/** What {@link PackedDataset} is made of. */
interface PackedContent {
  readonly name: string;
  readonly classNames: readonly string[];
  readonly channels: 1 | 3;
  readonly resizeTo: number;
  readonly balanced: boolean;
  readonly mixture?: readonly MixedPart[];
  readonly part: PackedPart;
  /** For messages. */
  readonly file: string;
  /** Where the part's first image begins in the file. */
  readonly start: number;
  /** Fills the bytes from that position of the file on. */
  readonly readAt: (bytes: Uint8Array, position: number) => Promise<void>;
}

/** A data set of prepared images in a packed file, read one by one. */
export class PackedDataset implements Dataset {
  readonly name: string;
  readonly classNames: readonly string[];
  readonly channels: 1 | 3;
  readonly resizeTo: number;
  readonly balanced: boolean;
  readonly mixture?: readonly MixedPart[];
  readonly files: readonly string[];
  readonly labels: Int32Array;
  readonly length: number;
  /** Where each image begins, then where the part ends. */
  private readonly offsets: Float64Array;

  constructor(private readonly content: PackedContent) {
    const { part, resizeTo } = content;
    this.name = content.name;
    this.classNames = content.classNames;
    this.channels = content.channels;
    this.resizeTo = resizeTo;
    this.balanced = content.balanced;
    this.mixture = content.mixture;
    this.files = part.files;
    this.labels = Int32Array.from(part.labels);
    this.length = part.files.length;
    this.offsets = new Float64Array(this.length + 1);
    this.offsets[0] = content.start;
    for (let i = 0; i < this.length; i++)
      this.offsets[i + 1] = (this.offsets[i] as number) + resizeTo * resizeTo * this.channelsOf(i);
  }

  /** Where the part's last image ends in the file. */
  get end(): number {
    return this.offsets[this.length] as number;
  }

  /** @throws Error naming the packed file and the image when its bytes are not those that were packed */
  async read(i: number): Promise<Pixels> {
    const { file, part, readAt } = this.content;
    if (!(i >= 0 && i < this.length))
      throw new RangeError(`${this.name}: no image ${i} among ${this.length}`);
    const [start, end] = [this.offsets[i] as number, this.offsets[i + 1] as number];
    const data = new Uint8Array(end - start);
    await readAt(data, start);
    if (crc32(data) !== part.checksums[i])
      throw new Error(
        `${this.name}: ${file} is damaged at the image of ${this.files[i]}; remove it and pack again (jiagu data pack)`,
      );
    return { width: this.resizeTo, height: this.resizeTo, channels: this.channelsOf(i), data };
  }

  origin(i: number): string {
    return this.files[i] ?? `image ${i}`;
  }

  private channelsOf(i: number): 1 | 3 {
    return this.content.part.channels[i] === '3' ? 3 : 1;
  }
}
