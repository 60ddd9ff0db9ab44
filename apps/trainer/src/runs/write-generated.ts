import { PROVENANCE_FILE } from '@jiagu/data';
import { drawImages, type DrawnBatch, type Generator } from '@jiagu/evaluation';
import { RandomStream } from '@jiagu/random';
import type { WrittenFolder } from './refuse-output.js';
import { writeImageSets, type ImageSet, type ImageSets } from './write-image-sets.js';

/** Batch size. */
const BATCH = 64;

/** Folder for images without classes. */
const UNLABELLED = 'images';

/** How a generator draws. */
export interface GeneratorDraw {
  readonly generator: Generator;
  readonly seed: number;
  readonly truncation?: number;
}

/** The images to draw, and their description. */
export interface GenerationOrder extends GeneratorDraw, Pick<ImageSets, 'inverted' | 'note'> {
  /** the classes to draw; null for a generator without classes */
  readonly classes: readonly { readonly label: number; readonly name: string }[] | null;
  /** number of images of each class, or of all images without classes */
  readonly each: number;
  /** additional entries for `provenance.json` */
  readonly provenance: Readonly<Record<string, unknown>>;
}

/** The folder that {@link writeGenerated} writes. */
export const GENERATED: WrittenFolder = {
  by: 'jiagu generate',
  marks: [PROVENANCE_FILE],
  occupied: 'generated images: replace them with --force',
};

/**
 * Draws images with a generator and writes them as {@link writeImageSets}: in a folder for each class, or in a single
 * folder without classes.
 * @throws WriteError when writing fails
 */
export async function writeGenerated(
  folder: string,
  { classes, each, inverted, note, provenance, ...how }: GenerationOrder,
  onProgress: (done: number, total: number) => void,
): Promise<void> {
  const sets = (classes ?? [{ label: -1, name: UNLABELLED }]).map((set) => ({ ...set, count: each }));
  const { seed, truncation = null } = how;
  await writeImageSets(
    folder,
    {
      sets,
      draw: (set) => drawSet(how, set),
      inverted,
      note,
      provenance: { ...provenance, each, seed, truncation, classes },
    },
    onProgress,
  );
}

/** The images of a class. An image depends only on its class, its number and the seed. */
export function drawSet(
  { generator, seed, truncation }: GeneratorDraw,
  { label, name, count }: ImageSet,
): Iterable<DrawnBatch> {
  return drawImages(generator, {
    labels: new Int32Array(count).fill(label),
    stream: new RandomStream(`${seed}/generate/${name}`),
    batchSize: BATCH,
    truncation,
  });
}
