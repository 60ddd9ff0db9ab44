import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { bytes, double, integer } from '@jiagu/protobuf';
import { record } from './record.js';
import { histogramValue, imageValue, scalarValue, textValue } from './summary.js';

/** Bytes held back before they are written. */
const pendingLimit = 1 << 18;

/**
 * Appends to a TensorBoard event file `events.out.tfevents.*` of its own in a folder.
 * TensorBoard reads all event files of a folder in the order of their names, so a resumed run
 * simply begins another one; a record cut by a crash ends the reading of its file only.
 *
 * Source: tensorflow/core/util/event.proto (the field numbers) and events_writer.cc.
 */
export class EventFileWriter {
  /** Where the events go. */
  readonly path: string;
  private file: number | undefined;
  private pending: Buffer[] = [];
  private pendingBytes = 0;

  /**
   * @param folder made when it is absent
   * @param resumedFrom step from which the run goes on: TensorBoard then forgets what an earlier file of
   *   the folder says of that step and later ones
   */
  constructor(folder: string, resumedFrom?: number) {
    mkdirSync(folder, { recursive: true });
    [this.path, this.file] = createFile(folder);
    this.event(0, bytes(3, 'brain.Event:2'));
    // SessionLog with status START
    if (resumedFrom !== undefined) this.event(resumedFrom, bytes(7, integer(1, 1)));
    this.flush();
  }

  /** @param wallTime seconds since 1970; now when absent */
  scalar(tag: string, value: number, step: number, wallTime?: number): void {
    this.summary(scalarValue(tag, value), step, wallTime);
  }

  /** @param png an encoded PNG of `width` x `height` pixels */
  image(tag: string, png: Uint8Array, width: number, height: number, step: number): void {
    this.summary(imageValue(tag, png, width, height), step);
  }

  /** The spread of `values`; values which are not finite are left out. */
  histogram(tag: string, values: ArrayLike<number>, step: number): void {
    this.summary(histogramValue(tag, values), step);
  }

  /** A text, shown as Markdown. */
  text(tag: string, markdown: string, step: number): void {
    this.summary(textValue(tag, markdown), step);
  }

  /** Hands everything so far to the operating system. */
  flush(): void {
    if (this.file === undefined) return;
    const waiting = Buffer.concat(this.pending);
    [this.pending, this.pendingBytes] = [[], 0];
    for (let written = 0; written < waiting.length;) written += writeSync(this.file, waiting, written);
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

/** A new file whose name sorts after the earlier ones of the folder: path and descriptor. */
function createFile(folder: string): [string, number] {
  const seconds = String(Math.floor(Date.now() / 1000)).padStart(10, '0');
  for (let attempt = 0; ; attempt++) {
    const order = String(attempt).padStart(2, '0');
    const path = join(folder, `events.out.tfevents.${seconds}.${order}.${hostname()}`);
    try {
      return [path, openSync(path, 'ax')];
    } catch (error) {
      // Another writer of this second.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}
