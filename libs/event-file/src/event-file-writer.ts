import { closeSync, fsyncSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { hostname } from 'node:os';
import { basename, join } from 'node:path';
import { bytes, double, integer } from '@jiagu/protobuf';
import { eventFiles, type EventMark } from './cut-event-files.js';
import { record } from './record.js';
import { histogramValue, imageValue, scalarValue, textValue } from './summary.js';

/** Bytes held back before they are written. */
const pendingLimit = 1 << 18;

/**
 * Writes a new TensorBoard event file `events.out.tfevents.*` in a folder. TensorBoard reads all event files of a
 * folder in the order of their names, so a resumed run simply begins another one; a record cut off by a crash ends the
 * reading of its file only. After {@link close}, adding events throws.
 *
 * Source: tensorflow/core/util/event.proto (the field numbers) and events_writer.cc.
 */
export class EventFileWriter {
  /** The file that the events are written to. */
  readonly path: string;
  private file: number | undefined;
  private pending: Buffer[] = [];
  private pendingBytes = 0;
  private written = 0;

  /**
   * @param folder created if it is missing
   * @param nextStep the first step that a resumed run logs; a running TensorBoard drops older events from that step on
   */
  constructor(folder: string, nextStep?: number) {
    mkdirSync(folder, { recursive: true });
    [this.path, this.file] = createFile(folder);
    this.event(0, bytes(3, 'brain.Event:2'));
    // SessionLog with status START
    if (nextStep !== undefined) this.event(nextStep, bytes(7, integer(1, 1)));
    this.flush();
  }

  /** Adds a number. @param wallTime seconds since 1970; default: now */
  scalar(tag: string, value: number, step: number, wallTime?: number): void {
    this.summary(scalarValue(tag, value), step, wallTime);
  }

  /** Adds a picture. @param png an encoded PNG of `width` x `height` pixels */
  image(tag: string, png: Uint8Array, width: number, height: number, step: number): void {
    this.summary(imageValue(tag, png, width, height), step);
  }

  /** Adds a histogram of `values`; values that are not finite are left out. */
  histogram(tag: string, values: ArrayLike<number>, step: number): void {
    this.summary(histogramValue(tag, values), step);
  }

  /** Adds a text, shown as Markdown. */
  text(tag: string, markdown: string, step: number): void {
    this.summary(textValue(tag, markdown), step);
  }

  /** Writes everything so far to the file. */
  flush(): void {
    if (this.file === undefined) return;
    const waiting = Buffer.concat(this.pending);
    [this.pending, this.pendingBytes] = [[], 0];
    for (let written = 0; written < waiting.length;) written += writeSync(this.file, waiting, written);
    this.written += waiting.length;
  }

  /** Writes everything so far through to the disk and returns the position. */
  mark(): EventMark {
    this.flush();
    if (this.file !== undefined) fsyncSync(this.file);
    return { file: basename(this.path), bytes: this.written };
  }

  /** Flushes and closes; a second call does nothing. */
  close(): void {
    this.flush();
    if (this.file !== undefined) closeSync(this.file);
    this.file = undefined;
  }

  private summary(value: Buffer, step: number, wallTime?: number): void {
    this.event(step, bytes(5, value), wallTime);
  }

  private event(step: number, content: Buffer, wallTime = Date.now() / 1000): void {
    if (this.file === undefined) throw new Error(`${this.path}: the event file is already closed`);
    const framed = record(Buffer.concat([double(1, wallTime), integer(2, step), content]));
    this.pending.push(framed);
    this.pendingBytes += framed.length;
    if (this.pendingBytes >= pendingLimit) this.flush();
  }
}

/** A new file whose name sorts after the earlier ones of the folder, whatever the clock says: path and descriptor. */
function createFile(folder: string): [string, number] {
  const [, , , lastSeconds, lastOrder] = eventFiles(folder).at(-1)?.split('.') ?? [];
  const last = { seconds: Number(lastSeconds) || 0, order: Number(lastOrder) || 0 };
  const seconds = Math.max(Math.floor(Date.now() / 1000), last.seconds);
  const first = seconds === last.seconds ? last.order + 1 : 0;
  for (let order = first; ; order++) {
    const when = `${String(seconds).padStart(10, '0')}.${String(order).padStart(2, '0')}`;
    const path = join(folder, `events.out.tfevents.${when}.${hostname()}`);
    try {
      return [path, openSync(path, 'ax')];
    } catch (error) {
      // Another writer of this second.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}
