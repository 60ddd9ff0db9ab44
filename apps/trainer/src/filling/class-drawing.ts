import type { Domain } from '@jiagu/config';
import type { DrawnBatch } from '@jiagu/evaluation';
import { fedDomains } from '@jiagu/training';
import { UsageError } from '../command-line/usage-error.js';
import { capability } from '../runs/capability.js';
import type { OpenRun } from '../runs/open-run.js';
import { drawSet } from '../runs/write-generated.js';
import type { ImageSet } from '../runs/write-image-sets.js';

/** How a run draws images of its classes. */
export interface ClassDrawing {
  /** The domain that the drawn images belong to. */
  readonly domain: Domain;
  /** Draws the images of a class. */
  readonly draw: (set: ImageSet) => Iterable<DrawnBatch> | AsyncIterable<DrawnBatch>;
  /** Entries for `provenance.json`. */
  readonly provenance: Readonly<Record<string, unknown>>;
}

/** Settings of {@link drawByGenerator}. */
export interface GeneratorSettings {
  readonly seed: number;
  readonly truncation?: number;
}

/**
 * Draws from noise with a generator that can be asked for classes; the images are those of `jiagu generate`.
 * @throws UsageError when the run's method is no such generator
 */
export function drawByGenerator(run: OpenRun, { seed, truncation }: GeneratorSettings): ClassDrawing {
  const generator = capability(run, 'generator');
  if (generator.classes === 0)
    throw new UsageError(
      `${run.folder.path} draws images without classes, so that they can't fill any: train with method.conditional, or with a condition of generator and critic`,
    );
  return {
    domain: fedDomains(run.method.feeds)[0] ?? 'source',
    draw: (set) => drawSet({ generator, seed, truncation }, set),
    provenance: { by: 'generator', seed, truncation: truncation ?? null },
  };
}
