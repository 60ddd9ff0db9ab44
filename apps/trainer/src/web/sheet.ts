import { SHEET_COLUMNS } from '@jiagu/web/page-model';
import type { Tile } from '@jiagu/report';

/** Square images of one size side by side in rows, in colour where one of them is; empty places are white. */
export function sheet(tiles: readonly Tile[]): Tile {
  const side = tiles[0]?.width ?? 1;
  const channels = tiles.some((tile) => tile.channels === 3) ? 3 : 1;
  const width = side * Math.min(SHEET_COLUMNS, Math.max(1, tiles.length));
  const height = side * Math.max(1, Math.ceil(tiles.length / SHEET_COLUMNS));
  const data = new Uint8Array(width * height * channels).fill(255);
  for (const [n, tile] of tiles.entries()) {
    const [left, top] = [side * (n % SHEET_COLUMNS), side * Math.floor(n / SHEET_COLUMNS)];
    for (let y = 0; y < side; y++)
      for (let x = 0; x < side; x++)
        for (let c = 0; c < channels; c++)
          data[((top + y) * width + left + x) * channels + c] = tile.data[
            (y * side + x) * tile.channels + Math.min(c, tile.channels - 1)
          ] as number;
  }
  return { width, height, channels, data };
}
