import type { Point } from '@jiagu/methods';
import { imageGrid, type Tile } from '@jiagu/report';
import type { ContestFigures } from '../benchmarks/benchmark-modes.js';

/** The side of a tile in pixels, and the bound of the plane that it shows: -2.5 to 2.5. */
const [SIDE, EDGE] = [96, 2.5];
const [PAPER, INK] = [255, 90];

/** Draws the points, one row per combination. @returns a PNG */
export const modesPicture = (figures: readonly ContestFigures[]): Promise<Buffer> =>
  imageGrid({
    rows: figures.map(({ points }) => [scatter(points)]),
    rowLabels: figures.map(({ loss, remedy }) => (remedy === 'none' ? loss : `${loss}, ${remedy}`)),
  });

/** Points in black on white; the more points fall on a pixel, the darker it is. */
function scatter(points: readonly Point[]): Tile {
  const data = new Uint8Array(SIDE * SIDE).fill(PAPER);
  const place = (value: number): number => Math.floor(((value + EDGE) / (2 * EDGE)) * SIDE);
  for (const [x, y] of points) {
    const [column, row] = [place(x), place(-y)];
    if (column < 0 || column >= SIDE || row < 0 || row >= SIDE) continue;
    const at = row * SIDE + column;
    data[at] = Math.max(0, (data[at] ?? 0) - INK);
  }
  return { width: SIDE, height: SIDE, channels: 1, data };
}
