import sharp from 'sharp';
import { toChannels } from './pixels.js';
import type { Dataset } from './dataset.js';

export interface ContactSheetOptions {
  /** Handprinted characters. */
  readonly source: Dataset;
  /** Scanned characters. */
  readonly target: Dataset;
  /** The PNG file to write. */
  readonly file: string;
  /** Examples a class: handprinted and scanned. */
  readonly examples?: readonly [source: number, target: number];
  /** Classes side by side. */
  readonly columns?: number;
}

/**
 * Writes a sheet with the first examples of every class in both domains, classes from top to bottom, then from
 * left to right: a look at a data set before it is trained on. Images stand at the size of the data sets.
 */
export async function contactSheet(options: ContactSheetOptions): Promise<void> {
  const { source, target, file, examples = [2, 4], columns = 4 } = options;
  const side = source.resizeTo;
  const classes = source.classNames.length;
  const rows = Math.ceil(classes / columns);
  const perClass = examples[0] + examples[1];
  const width = columns * perClass * side;
  const sheet = Buffer.alloc(width * rows * side * 3, 255);
  for (let label = 0; label < classes; label++) {
    const column = Math.floor(label / rows) * perClass;
    const row = label % rows;
    const images = [...firstOf(source, label, examples[0]), ...firstOf(target, label, examples[1])];
    for (const { dataset, index, place } of images) {
      const shift = dataset === target ? examples[0] : 0;
      const { data } = toChannels(await dataset.read(index), 3);
      for (let y = 0; y < side; y++) {
        const to = ((row * side + y) * width + (column + shift + place) * side) * 3;
        sheet.set(data.subarray(y * side * 3, (y + 1) * side * 3), to);
      }
    }
  }
  await sharp(sheet, { raw: { width, height: rows * side, channels: 3 } })
    .png()
    .toFile(file);
}

function firstOf(dataset: Dataset, label: number, count: number) {
  const found: { dataset: Dataset; index: number; place: number }[] = [];
  for (let index = 0; index < dataset.length && found.length < count; index++)
    if (dataset.labels[index] === label) found.push({ dataset, index, place: found.length });
  return found;
}
