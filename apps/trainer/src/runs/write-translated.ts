import { parse } from 'node:path';
import { PROVENANCE_FILE, type Dataset } from '@jiagu/data';
import { subset, toTiles, translateImages, type TranslationOrder } from '@jiagu/evaluation';
import { RandomStream } from '@jiagu/random';
import _ from 'lodash';
import type { WrittenFolder } from './refuse-output.js';
import { writeImageSets, type ImageSets, type SetBatch } from './write-image-sets.js';

/** Folder for images without classes. */
const UNLABELLED = 'images';

/** The folder that {@link writeTranslated} writes. */
export const TRANSLATED: WrittenFolder = {
  by: 'jiagu translate',
  marks: [PROVENANCE_FILE],
  occupied: 'translated images: replace them with --force',
};

/** What is told of the translations. */
export type TranslationNotes = Pick<ImageSets, 'inverted' | 'note' | 'provenance'>;

/** How images are translated; each partner is chosen by the seed, the class and the image's number in it. */
export interface TranslatedSetOrder extends Omit<TranslationOrder, 'stream'> {
  readonly seed: number;
}

/**
 * Translates every image of a data set and writes the translations as {@link writeImageSets}, each with the class and
 * the name of its original; those without a class go into one folder.
 * @throws Error naming an image that can't be read; WriteError when writing fails
 */
export async function writeTranslated(
  folder: string,
  dataset: Dataset,
  order: TranslatedSetOrder,
  notes: TranslationNotes,
  onProgress: (done: number, total: number) => void,
): Promise<void> {
  const places = _.groupBy(_.range(dataset.length), (i) => dataset.labels[i]);
  const labels = Object.keys(places)
    .map(Number)
    .sort((a, b) => a - b);
  const sets = labels.map((label) => ({
    label,
    name: label < 0 ? UNLABELLED : (dataset.classNames[label] as string),
    count: places[label]?.length ?? 0,
  }));
  await writeImageSets(
    folder,
    {
      sets,
      draw: ({ label, name }) => translated(subset(dataset, places[label] ?? []), name, order),
      ...notes,
    },
    onProgress,
  );
}

async function* translated(
  dataset: Dataset,
  name: string,
  { seed, ...order }: TranslatedSetOrder,
): AsyncGenerator<SetBatch, void, void> {
  const taken = new Set<string>();
  const stream = new RandomStream(`${seed}/translate/${name}`);
  let start = 0;
  for await (const { images, originals, batch } of translateImages(dataset, { ...order, stream })) {
    yield {
      images,
      start,
      originals: await toTiles(originals),
      files: batch.files().map((file) => freeName(file, taken)),
    };
    start += batch.size;
  }
}

/**
 * A name for the translation of a file, the original's where no other file of the folder has it.
 * @param original file, or file and number where many images share one: `images-idx3-ubyte[12]`
 * @param taken names in the folder, to which it is added
 */
export function freeName(original: string, taken: Set<string>): string {
  const numbered = /\[(\d+)\]$/.exec(original)?.[1]?.padStart(5, '0');
  // What would break a line of the list, or hide the file.
  const stem = (numbered ?? parse(original).name).replace(/[\t\r\n]/g, '_').replace(/^\./, '_');
  for (let i = 1; ; i++) {
    const name = `${stem}${i > 1 ? `-${i}` : ''}.png`;
    if (taken.has(name)) continue;
    taken.add(name);
    return name;
  }
}
