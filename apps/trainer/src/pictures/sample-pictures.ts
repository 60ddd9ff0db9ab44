import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { bothDomains } from '@jiagu/data';
import type { Separation } from '@jiagu/evaluation';
import type { Hook, RunningTraining } from '@jiagu/training';
import { stripsPicture } from './swap-pictures.js';

/** Image pairs in a picture. */
const pairs = 8;

/** Every `training.samples.every` steps, a picture of how far the separation is, always of the same images. */
export class SamplePictures implements Hook {
  constructor(private readonly separation: Separation) {}

  beforeTraining({ parts: { folder } }: RunningTraining): void {
    mkdirSync(folder.file('samples'), { recursive: true });
  }

  async afterStep(trainer: RunningTraining): Promise<void> {
    const { step, parts, hooks } = trainer;
    const { config, domains, folder } = parts;
    if (step % config.training.samples.every !== 0) return;
    const file = join('samples', `step-${String(step).padStart(6, '0')}.png`);
    const { source, target } = bothDomains(domains);
    const picture = await stripsPicture(this.separation, {
      source: source.test,
      target: target.test,
      imageSize: config.data.imageSize,
      seed: config.seed,
      pairs,
    });
    folder.write(file, picture);
    for (const hook of hooks) await hook.sample?.(trainer, file);
  }
}
