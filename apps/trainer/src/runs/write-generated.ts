import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { OVERVIEW_FILE, PROVENANCE_FILE } from '@jiagu/data';
import { publishFolder } from '@jiagu/disk';
import { drawImages, toTiles, type Generator, type Tile } from '@jiagu/evaluation';
import { RandomStream } from '@jiagu/random';
import { encodePng, imageGrid } from '@jiagu/report';
import { UsageError } from '../command-line/usage-error.js';
import type { WrittenFolder } from './refuse-output.js';

/** Batch size. */
const BATCH = 64;

/** Images per row of the overview, and its maximum number of rows. */
const [COLUMNS, ROWS] = [10, 24];

/** Folder for images without classes. */
const UNLABELLED = 'images';

/** The images to draw, and their description. */
export interface GenerationOrder {
  readonly generator: Generator;
  /** the classes to draw; null for a generator without classes */
  readonly classes: readonly { readonly label: number; readonly name: string }[] | null;
  /** number of images of each class, or of all images without classes */
  readonly each: number;
  readonly seed: number;
  readonly truncation?: number;
  /** additional entries for `provenance.json` */
  readonly provenance: Readonly<Record<string, unknown>>;
  /** a sentence for the first line of the list */
  readonly note: string;
}

/** The folder that {@link writeGenerated} writes. */
export const GENERATED: WrittenFolder = {
  by: 'jiagu generate',
  marks: [PROVENANCE_FILE],
  occupied: 'generated images: replace them with --force',
};

/** @throws UsageError when the name of a class can't be used as a folder name or in a list */
export function refuseNames(names: readonly string[]): void {
  const unfit = names.find((name) => /[/\\\0\t\r\n]|^\.|^$/.test(name));
  if (unfit !== undefined)
    throw new UsageError(
      `the class ${JSON.stringify(unfit)} can't be the name of a folder: rename it in data.classNames, without slashes, tabs, line breaks or a leading dot`,
    );
}

/**
 * Draws images and writes them as a data set: PNG files in a folder for each class, or in a single folder without
 * classes; `list.txt` with lines of `path<TAB>label<TAB>name` below a note; an overview; and `provenance.json`.
 * Existing content is replaced; the folder is written completely or not at all. An image depends only on its class, its
 * number and the seed.
 * @throws WriteError when writing fails
 */
export async function writeGenerated(
  folder: string,
  order: GenerationOrder,
  onProgress: (done: number, total: number) => void,
): Promise<void> {
  const sets = order.classes ?? [{ label: -1, name: UNLABELLED }];
  const total = sets.length * order.each;
  await publishFolder(
    folder,
    async (beside) => {
      const lines = [`# ${order.note}`];
      const rows: Tile[][] = [];
      for (const [i, { label, name }] of sets.entries()) {
        await mkdir(join(beside, name));
        const shown: Tile[] = [];
        const options = {
          labels: new Int32Array(order.each).fill(label),
          stream: new RandomStream(`${order.seed}/generate/${name}`),
          batchSize: BATCH,
          truncation: order.truncation,
        };
        for (const { images, start } of drawImages(order.generator, options)) {
          const tiles = await toTiles(images);
          const files = tiles.map((_, n) => `${name}/${String(start + n).padStart(5, '0')}.png`);
          await Promise.all(
            tiles.map(async (tile, n) => writeFile(join(beside, files[n] as string), await encodePng(tile))),
          );
          lines.push(...files.map((file) => `${file}\t${label}${label < 0 ? '' : `\t${name}`}`));
          shown.push(...tiles.slice(0, overviewOf(order) - shown.length));
          onProgress(i * order.each + start + tiles.length, total);
        }
        rows.push(shown);
      }
      await writeFile(join(beside, 'list.txt'), `${lines.join('\n')}\n`);
      await writeFile(join(beside, OVERVIEW_FILE), await overview(order, rows));
      const { seed, truncation = null, each } = order;
      const counts = { images: total, each, seed, truncation, classes: order.classes };
      await writeFile(
        join(beside, PROVENANCE_FILE),
        `${JSON.stringify({ ...order.provenance, ...counts }, null, 2)}\n`,
      );
      await rm(folder, { recursive: true, force: true });
      return true;
    },
    async () => undefined,
  );
}

/** Number of images of each class in the overview, or of all images without classes. */
const overviewOf = ({ classes }: GenerationOrder): number => (classes ? COLUMNS : COLUMNS * COLUMNS);

/** One row per class, or a square without classes. */
function overview({ classes }: GenerationOrder, sets: Tile[][]): Promise<Buffer> {
  if (classes)
    return imageGrid({
      rows: sets.slice(0, ROWS),
      rowLabels: classes.slice(0, ROWS).map(({ name }) => name),
      upscale: 2,
    });
  const [all = []] = sets;
  const rows = Array.from({ length: Math.ceil(all.length / COLUMNS) }, (_, row) =>
    all.slice(row * COLUMNS, (row + 1) * COLUMNS),
  );
  return imageGrid({ rows, upscale: 2 });
}
