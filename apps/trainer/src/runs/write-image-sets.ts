import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { OVERVIEW_FILE, PROVENANCE_FILE } from '@jiagu/data';
import { replaceFolder } from '@jiagu/disk';
import { toTiles, type DrawnBatch, type Tile } from '@jiagu/evaluation';
import { encodePng, imageGrid } from '@jiagu/report';
import _ from 'lodash';
import { UsageError } from '../command-line/usage-error.js';

/** Images per row of the overview, and its maximum number of rows. */
const [COLUMNS, ROWS] = [10, 24];

/** Images of one class, which go into one folder. */
export interface ImageSet {
  /** -1: the images have no class */
  readonly label: number;
  readonly name: string;
  readonly count: number;
}

/** Images of a set; tensors are not disposed. */
export interface SetBatch extends DrawnBatch {
  /** names of the files, of which none is in the folder yet; absent: the images' numbers */
  readonly files?: readonly string[];
  /** what the images were made of, to be shown above them in the overview */
  readonly originals?: readonly Tile[];
}

/** Images to draw and write, and their description. */
export interface ImageSets {
  readonly sets: readonly ImageSet[];
  /** Draws the images of a set, batch by batch. */
  readonly draw: (set: ImageSet) => Iterable<SetBatch> | AsyncIterable<SetBatch>;
  /**
   * Whether the run swaps dark and light before it sees images (`data.preprocess`): they are swapped back, so that the
   * written images are like those that it was given
   */
  readonly inverted: boolean;
  /** a sentence for the first line of the list */
  readonly note: string;
  /** entries of `provenance.json`, where the number of images is added */
  readonly provenance: Readonly<Record<string, unknown>>;
  /** Further files for the folder, by name. @param lines the list's lines of the images */
  readonly files?: (lines: readonly string[]) => Readonly<Record<string, string | Buffer>>;
}

/** @throws UsageError when the name of a class can't be used as a folder name or in a list */
export function refuseNames(names: readonly string[]): void {
  const unfit = names.find((name) => /[/\\\0\t\r\n]|^\.|^$/.test(name));
  if (unfit !== undefined)
    throw new UsageError(
      `the class ${JSON.stringify(unfit)} can't be the name of a folder: rename it in data.classNames, without slashes, tabs, line breaks or a leading dot`,
    );
}

/**
 * Draws images and writes them as a data set: PNG files in a folder for each set; `list.txt` with lines of
 * `path<TAB>label<TAB>name` below a note; an overview; and `provenance.json`. Existing content is replaced; the folder is
 * written completely or not at all.
 * @throws WriteError when writing fails
 */
export async function writeImageSets(
  folder: string,
  { sets, draw, inverted, note, provenance, files }: ImageSets,
  onProgress: (done: number, total: number) => void,
): Promise<void> {
  const total = _.sumBy(sets, 'count');
  await replaceFolder(folder, async (beside) => {
    const lines: string[] = [];
    const rows: SetRow[] = [];
    for (const set of sets) {
      const { label, name } = set;
      await mkdir(join(beside, name));
      const shown: SetRow = { tiles: [], originals: [] };
      for await (const { images, start, files: names, originals = [] } of draw(set)) {
        const tiles = (await toTiles(images)).map((tile) => (inverted ? invertTile(tile) : tile));
        const paths = tiles.map(
          (_tile, n) => `${name}/${names?.[n] ?? `${String(start + n).padStart(5, '0')}.png`}`,
        );
        await Promise.all(
          tiles.map(async (tile, n) => writeFile(join(beside, paths[n] as string), await encodePng(tile))),
        );
        lines.push(...paths.map((path) => `${path}\t${label}${label < 0 ? '' : `\t${name}`}`));
        const room = overviewOf(set) - shown.tiles.length;
        shown.tiles.push(...tiles.slice(0, room));
        shown.originals.push(...originals.slice(0, room));
        onProgress(lines.length, total);
      }
      rows.push(shown);
    }
    const written = {
      'list.txt': `${[`# ${note}`, ...lines].join('\n')}\n`,
      [OVERVIEW_FILE]: await overview(sets, rows),
      [PROVENANCE_FILE]: `${JSON.stringify({ ...provenance, images: total }, null, 2)}\n`,
      ...files?.(lines),
    };
    for (const [name, content] of Object.entries(written)) await writeFile(join(beside, name), content);
  });
}

const invertTile = (tile: Tile): Tile => ({ ...tile, data: tile.data.map((level) => 255 - level) });

/** Number of images of a set in the overview: a row of a class, or a square without classes. */
const overviewOf = ({ label }: ImageSet): number => (label < 0 ? COLUMNS * COLUMNS : COLUMNS);

/** The images of a set that the overview shows, and what they were made of. */
interface SetRow {
  readonly tiles: Tile[];
  readonly originals: Tile[];
}

/** Originals, where there are any, above what was made of them; with the names of the classes. */
function overview(sets: readonly ImageSet[], shown: readonly SetRow[]): Promise<Buffer> {
  const rows: Tile[][] = [];
  const rowLabels: string[] = [];
  for (const [i, { tiles, originals }] of shown.slice(0, ROWS).entries()) {
    const { label, name } = sets[i] as ImageSet; // A row for each set.
    for (const [k, row] of _.chunk(tiles, COLUMNS).entries()) {
      const above = originals.slice(k * COLUMNS, (k + 1) * COLUMNS);
      rows.push(...(above.length > 0 ? [above, row] : [row]));
      rowLabels.push(label < 0 ? '' : name, ...(above.length > 0 ? [''] : []));
    }
  }
  return imageGrid({ rows, upscale: 2, ...(rowLabels.some(Boolean) && { rowLabels }) });
}
