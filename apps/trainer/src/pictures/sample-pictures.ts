import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Hook, RunningTraining } from '@jiagu/training';

/** Draws a picture every `training.samples.every` steps, always from the same images or noise. */
export class SamplePictures implements Hook {
  /** @param draw returns a PNG that shows the current state of the networks */
  constructor(private readonly draw: () => Promise<Buffer>) {}

  beforeTraining({ parts: { folder } }: RunningTraining): void {
    mkdirSync(folder.file('samples'), { recursive: true });
  }

  async afterStep(trainer: RunningTraining): Promise<void> {
    const { step, parts, hooks } = trainer;
    const { config, folder } = parts;
    if (step % config.training.samples.every !== 0) return;
    const file = join('samples', `step-${String(step).padStart(6, '0')}.png`);
    folder.write(file, await this.draw());
    for (const hook of hooks) await hook.sample?.(trainer, file);
  }
}
