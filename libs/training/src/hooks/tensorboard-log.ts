import { readFile } from 'node:fs/promises';
import { EventFileWriter } from '@jiagu/event-file';
import sharp from 'sharp';
import { writeError } from '../durable.js';
import type { Evaluations, Hook, Progress } from '../hook.js';
import type { Trainer } from '../trainer.js';

/** Writes the same events for TensorBoard. */
export class TensorBoardLog implements Hook {
  private writer: EventFileWriter | null = null;
  private folder = '';

  beforeTraining({ step, parts: { folder } }: Trainer): void {
    this.folder = folder.path;
    this.write(() => {
      this.writer = new EventFileWriter(folder.path, step > 0 ? step : undefined);
    });
  }

  progress({ step }: Trainer, { losses, rates, imagesPerSecond }: Progress): void {
    this.write((writer) => {
      for (const [name, value] of Object.entries(losses)) writer?.scalar(`loss/${name}`, value, step);
      for (const [name, value] of Object.entries(rates)) writer?.scalar(`rate/${name}`, value, step);
      writer?.scalar('images per second', imagesPerSecond, step);
    });
  }

  evaluated({ step }: Trainer, { source, target, validators }: Evaluations): void {
    this.write((writer) => {
      for (const [domain, { accuracy, loss }] of Object.entries({ source, target })) {
        writer?.scalar(`accuracy/${domain}`, accuracy, step);
        writer?.scalar(`test loss/${domain}`, loss, step);
      }
      for (const [name, figure] of Object.entries(validators ?? {}))
        writer?.scalar(`validator/${name}`, figure, step);
      writer?.flush();
    });
  }

  async sample({ step, parts: { folder } }: Trainer, file: string): Promise<void> {
    const png = await readFile(folder.file(file));
    const { width, height } = await sharp(png).metadata();
    this.write((writer) => writer?.image('samples', png, width, height, step));
  }

  afterTraining(): void {
    this.write((writer) => writer?.close());
  }

  private write(work: (writer: EventFileWriter | null) => void): void {
    try {
      work(this.writer);
    } catch (error) {
      throw writeError(this.writer?.path ?? this.folder, error);
    }
  }
}
