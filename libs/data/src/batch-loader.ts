import type { Augmentation } from '@jiagu/config';
import { RandomStream, type RandomState } from '@jiagu/random';
import { type Batch, type BatchShape, checkImageSize, makeBatch } from './batch.js';
import type { Dataset } from './dataset.js';
import { epochOrder } from './epoch-order.js';

/** What a {@link BatchLoader} makes its batches from. */
export interface BatchLoaderOptions<View extends string> {
  readonly dataset: Dataset;
  /** Views of every image, each with its own random changes. */
  readonly views: Readonly<Record<View, Augmentation>>;
  /** Side of a view in pixels; at most the data set's resizeTo. */
  readonly imageSize: number;
  /** Its current state decides the order of the images; the stream itself is not advanced. */
  readonly order: RandomStream;
  /** Its current state decides the random changes; the stream itself is not advanced. */
  readonly augment: RandomStream;
  /** Images in the k-th batch since training began. */
  readonly batchSize: (k: number) => number;
  /** Which part of each batch is wanted; absent: all of it. */
  readonly part?: BatchPart;
  /** Batches made ahead of the one in use; default: 2. */
  readonly prefetch?: number;
}

/** The part of a batch that one of several ranks takes. Together they see what a single process sees. */
export interface BatchPart {
  readonly rank: number;
  readonly size: number;
  /** The k-th batch consists of so many groups of equal size; a rank takes an equal part of each. */
  readonly groups: (k: number) => number;
}

/** The position of the next batch: all that must be saved to continue with the same batches. Plain JSON. */
export interface LoaderState {
  readonly order: RandomState;
  readonly augment: RandomState;
  /** Its number since training began. */
  readonly batch: number;
  /** Times the images were shuffled before. */
  readonly epoch: number;
  /** Images of the epoch delivered before it. */
  readonly position: number;
}

type Cursor = Pick<LoaderState, 'batch' | 'epoch' | 'position'>;

/**
 * Endless shuffled batches, a few of them made ahead. Every image comes at most once an epoch (in a balanced data set,
 * every class as often as the largest; in a mixture, images of its smaller parts more often, so that every batch has of
 * each part its share, to the nearest image); when fewer images than a batch are left, they are dropped and the images
 * shuffled again. Batch k depends only on the two streams and its position, not on how many batches were made ahead.
 */
export class BatchLoader<View extends string> {
  private order: RandomStream;
  private augment: RandomStream;
  private cursor: Cursor = { batch: 0, epoch: 0, position: 0 };
  private shuffled: { epoch: number; indices: Uint32Array } | undefined;
  /** The next batches, and where each stands. */
  private ahead: { from: Cursor; batch: Promise<Batch<View>> }[] = [];
  private readonly shape: BatchShape<View>;
  private readonly prefetch: number;
  private closed = false;

  /** @throws Error when the image size exceeds the data set's resizeTo */
  constructor(private readonly options: BatchLoaderOptions<View>) {
    checkImageSize(options.dataset, options.imageSize);
    this.shape = options;
    this.order = copy(options.order);
    this.augment = copy(options.augment);
    this.prefetch = options.prefetch ?? 2;
  }

  /**
   * The next batch.
   * @throws Error naming the file that can't be read, when the data set is smaller than a batch, or after {@link close}
   */
  async next(): Promise<Batch<View>> {
    if (this.closed) throw new Error(`${this.options.dataset.name}: the batch loader is closed`);
    if (this.ahead.length === 0) this.make();
    const current = this.ahead.shift();
    if (!current) throw new Error(`${this.options.dataset.name}: no batch was made`);
    while (this.ahead.length < this.prefetch) this.make();
    return current.batch;
  }

  /** The position of the batch that {@link next} returns next. */
  state(): LoaderState {
    const next = this.ahead[0]?.from ?? this.cursor;
    return { order: this.order.state(), augment: this.augment.state(), ...next };
  }

  /** Continues from where {@link state} was taken, with the same batches. */
  restore({ order, augment, ...cursor }: LoaderState): void {
    this.ahead = [];
    this.shuffled = undefined;
    this.order.restore(order);
    this.augment.restore(augment);
    this.cursor = cursor;
  }

  /** Makes no more batches and drops those under way. */
  close(): void {
    this.closed = true;
    this.ahead = [];
  }

  /** Begins the batch at the cursor and moves the cursor behind it. */
  private make(): void {
    const { dataset } = this.options;
    const from = this.startOf(this.cursor);
    const size = this.sizeOf(from.batch);
    const order = this.orderOf(from.epoch);
    const whole = order.slice(from.position, from.position + size);
    this.cursor = { batch: from.batch + 1, epoch: from.epoch, position: from.position + size };
    const batch =
      size > order.length
        ? Promise.reject(
            new Error(`${dataset.name}: a batch takes ${size} images but there are only ${order.length}`),
          )
        : makeBatch(this.shape, whole, this.augment.derive(String(from.batch)), this.placesOf(from.batch));
    // Whoever awaits the batch sees its error; one that is dropped before must not end the process.
    batch.catch(() => undefined);
    this.ahead.push({ from, batch });
  }

  /** The cursor itself, or the start of the next epoch where too few images are left. */
  private startOf(cursor: Cursor): Cursor {
    if (cursor.position === 0) return cursor;
    const left = this.orderOf(cursor.epoch).length - cursor.position;
    if (this.sizeOf(cursor.batch) <= left) return cursor;
    return { batch: cursor.batch, epoch: cursor.epoch + 1, position: 0 };
  }

  private sizeOf(batch: number): number {
    return this.options.batchSize(batch);
  }

  /** The places in a batch of which this process makes images; undefined: all. */
  private placesOf(batch: number): readonly number[] | undefined {
    const { part } = this.options;
    if (!part) return undefined;
    const groups = part.groups(batch);
    const group = this.sizeOf(batch) / groups;
    const count = group / part.size;
    if (!Number.isInteger(count))
      throw new Error(`groups of ${group} images can't be dealt out evenly to ${part.size} ranks`);
    return Array.from(
      { length: groups * count },
      (_, i) => Math.floor(i / count) * group + part.rank * count + (i % count),
    );
  }

  private orderOf(epoch: number): Uint32Array {
    if (this.shuffled?.epoch !== epoch)
      this.shuffled = {
        epoch,
        indices: epochOrder(this.options.dataset, this.order.derive(`epoch ${epoch}`)),
      };
    return this.shuffled.indices;
  }
}

function copy(stream: RandomStream): RandomStream {
  const result = new RandomStream('');
  result.restore(stream.state());
  return result;
}
