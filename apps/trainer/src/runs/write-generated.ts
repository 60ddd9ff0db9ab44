import { mkdir, rm, writeFile } from 'node:fs/promises';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { OVERVIEW_FILE, PROVENANCE_FILE } from '@jiagu/data';
import { publishFolder } from '@jiagu/disk';
import { drawImages, toTiles, type Generator, type Tile } from '@jiagu/evaluation';
import { RandomStream } from '@jiagu/random';
import { encodePng, imageGrid } from '@jiagu/report';
import { UsageError } from '../command-line/usage-error.js';

/** Images drawn at once. */
const BATCH = 64;

/** Images of a row of the overview, and its rows at most. */
const [COLUMNS, ROWS] = [10, 24];

/** The folder of images without classes. */
const UNLABELLED = 'images';

/** What is to be drawn, and what is told of it. */
export interface GenerationOrder {
  readonly generator: Generator;
  /** the classes to draw; null where there are none */
  readonly classes: readonly { readonly label: number; readonly name: string }[] | null;
  /** images of each class, or of all where there are none */
  readonly each: number;
  readonly seed: number;
  readonly truncation?: number;
  /** beside what this module knows */
  readonly provenance: Readonly<Record<string, unknown>>;
  /** the first line of the list, a sentence */
  readonly note: string;
}

/** @throws UsageError where a folder holds something that generated images must not replace */
export function refuseOutput(folder: string, force: boolean): void {
  if (!existsSync(folder)) return;
  if (!statSync(folder).isDirectory())
    throw new UsageError(`${folder} is no folder: choose another with --output`);
  const names = readdirSync(folder);
  if (names.length === 0) return;
  if (!names.includes(PROVENANCE_FILE))
    throw new UsageError(
      `${folder} is not empty, and was not made by \`jiagu generate\`: choose another with --output`,
    );
  if (!force)
    throw new UsageError(
      `${folder} holds generated images: replace them with --force, or choose another with --output`,
    );
}

/** @throws UsageError where a class can't be the name of a folder or stand in a list */
export function refuseNames(names: readonly string[]): void {
  const unfit = names.find((name) => /[/\\\0\t\r\n]|^\.|^$/.test(name));
  if (unfit !== undefined)
    throw new UsageError(
      `the class ${JSON.stringify(unfit)} can't be the name of a folder: rename it in data.classNames without slashes, tabs, line ends and a dot in front`,
    );
}

/**
 * Draws images and writes them as a data set: a PNG each, in a folder a class, `list.txt` of `path<TAB>label<TAB>name`
 * with a note on top, an overview and where all come from. Without classes they lie in one folder. What is there is
 * replaced; the folder appears whole or not at all. An image depends on its class, its number and the seed alone.
 * @throws WriteError where the disk refuses
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

/** Images of each class in the overview; of images without classes, all of it. */
const overviewOf = ({ classes }: GenerationOrder): number => (classes ? COLUMNS : COLUMNS * COLUMNS);

/** A row a class, or a square. */
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
