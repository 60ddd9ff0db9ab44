import { readFile } from 'node:fs/promises';
import { EventFileWriter } from '@jiagu/event-file';
import sharp from 'sharp';
import type { Evaluations, Hook, Progress } from '../hook.js';
import type { Trainer } from '../trainer.js';

/** Writes the same events for TensorBoard. */
export class TensorBoardLog implements Hook {
  private writer: EventFileWriter | null = null;

  beforeTraining({ step, parts: { folder } }: Trainer): void {
    this.writer = new EventFileWriter(folder.path, step > 0 ? step : undefined);
  }

  progress({ step }: Trainer, { losses, rates, imagesPerSecond }: Progress): void {
    for (const [name, value] of Object.entries(losses)) this.writer?.scalar(`loss/${name}`, value, step);
    for (const [name, value] of Object.entries(rates)) this.writer?.scalar(`rate/${name}`, value, step);
    this.writer?.scalar('images per second', imagesPerSecond, step);
  }

  evaluated({ step }: Trainer, evaluations: Evaluations): void {
    for (const [domain, { accuracy, loss }] of Object.entries(evaluations)) {
      this.writer?.scalar(`accuracy/${domain}`, accuracy, step);
      this.writer?.scalar(`test loss/${domain}`, loss, step);
    }
    this.writer?.flush();
  }

  async sample({ step, parts: { folder } }: Trainer, file: string): Promise<void> {
    const png = await readFile(folder.file(file));
    const { width, height } = await sharp(png).metadata();
    this.writer?.image('samples', png, width, height, step);
  }

  afterTraining(): void {
    this.writer?.close();
  }
}
