import type { Pixels } from '@jiagu/data/portable';
import { SHEET_COLUMNS } from './page-model.js';

/** Where a tile of a sheet begins. */
export const placeInSheet = (n: number, side: number): readonly [left: number, top: number] => [
  side * (n % SHEET_COLUMNS),
  side * Math.floor(n / SHEET_COLUMNS),
];

/** Pixels of a sheet of some tiles; one without any has a single one. */
export function sheetSize(count: number, side: number): { readonly width: number; readonly height: number } {
  if (count === 0) return { width: 1, height: 1 };
  return { width: side * Math.min(SHEET_COLUMNS, count), height: side * Math.ceil(count / SHEET_COLUMNS) };
}

/** The first tiles of a sheet; undefined where it is too small for them. */
export function cutSheet(
  { width, height, channels, data }: Pixels,
  side: number,
  count: number,
): Pixels[] | undefined {
  const tiles: Pixels[] = [];
  for (let n = 0; n < count; n++) {
    const [left, top] = placeInSheet(n, side);
    if (left + side > width || top + side > height) return undefined;
    const tile = new Uint8Array(side * side * channels);
    for (let y = 0; y < side; y++) {
      const from = ((top + y) * width + left) * channels;
      tile.set(data.subarray(from, from + side * channels), y * side * channels);
    }
    tiles.push({ width: side, height: side, channels, data: tile });
  }
  return tiles;
}
