import sharp, { type OverlayOptions } from 'sharp';
import { fontFile } from './fonts.js';

/** One image of a grid: rows of pixels, channels interleaved, 0..255. */
export interface Tile {
  width: number;
  height: number;
  channels: 1 | 3;
  data: Uint8Array;
}

/** What a grid shows. */
export interface ImageGridOptions {
  /** Rows of tiles; rows may differ in length. A row is as high as its highest tile. */
  rows: Tile[][];
  /** Whole factor by which pixels are enlarged, without smoothing. Default 1. */
  upscale?: number;
  /** Pixels between tiles. Default 2. */
  gap?: number;
  /** Written left of each row. */
  rowLabels?: string[];
  /** Written above each column. */
  columnLabels?: string[];
}

const background = { r: 255, g: 255, b: 255 };
const margin = 6;

/**
 * Arranges tiles with labels on a white background.
 * @returns a PNG
 * @throws Error when there are no tiles, or when a tile has not width x height x channels bytes, naming its position
 */
export async function imageGrid(options: ImageGridOptions): Promise<Buffer> {
  const { rows, upscale = 1, gap = 2, rowLabels = [], columnLabels = [] } = options;
  if (!rows.some((row) => row.length > 0)) throw new Error('imageGrid: there are no tiles to draw');
  rows.forEach((row, y) => row.forEach((tile, x) => check(tile, `row ${y}, column ${x}`)));
  const side = await Promise.all(rowLabels.map(label));
  const head = await Promise.all(columnLabels.map(label));
  const columns = Math.max(...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, x) =>
    Math.max(head[x] ? head[x].width + margin : 0, ...rows.map((row) => (row[x]?.width ?? 0) * upscale)),
  );
  const heights = rows.map((row, y) =>
    Math.max(side[y]?.height ?? 0, ...row.map((tile) => tile.height * upscale)),
  );
  const left = side.length > 0 ? Math.max(...side.map(({ width }) => width)) + 2 * margin : gap;
  const top = head.length > 0 ? Math.max(...head.map(({ height }) => height)) + 2 * margin : gap;
  const xs = starts(left, widths, gap);
  const ys = starts(top, heights, gap);

  const layers: OverlayOptions[] = [];
  head.forEach(({ width, height, input }, x) => {
    const middle = (xs[x] ?? 0) + ((widths[x] ?? 0) - width) / 2;
    layers.push({ input, left: Math.round(middle), top: Math.round((top - height) / 2) });
  });
  side.forEach(({ width, height, input }, y) => {
    const middle = (ys[y] ?? 0) + ((heights[y] ?? 0) - height) / 2;
    layers.push({ input, left: Math.round(left - margin - width), top: Math.round(middle) });
  });
  for (const [y, row] of rows.entries())
    for (const [x, tile] of row.entries()) {
      // In the middle where the column's label is wider.
      const spare = Math.floor(((widths[x] ?? 0) - tile.width * upscale) / 2);
      layers.push({ input: await enlarge(tile, upscale), left: (xs[x] ?? 0) + spare, top: ys[y] ?? 0 });
    }

  const [width, height] = [xs.at(-1) ?? 0, ys.at(-1) ?? 0];
  return sharp({ create: { width, height, channels: 3, background } })
    .composite(layers)
    .removeAlpha()
    .png({ compressionLevel: 9 })
    .toBuffer();
}

/** Where each piece begins, and where the last one ends. */
function starts(first: number, sizes: number[], gap: number): number[] {
  const places = [first];
  for (const size of sizes) places.push((places.at(-1) ?? 0) + size + gap);
  return places;
}

async function label(text: string): Promise<{ input: Buffer; width: number; height: number }> {
  // A blank text has no extent, which sharp refuses.
  if (text.trim() === '') return { input: await blank(), width: 1, height: 1 };
  const escaped = text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
  const { data, info } = await sharp({
    text: { text: escaped, font: 'DejaVu Sans 10', fontfile: fontFile, dpi: 96, rgba: true },
  })
    .png()
    .toBuffer({ resolveWithObject: true });
  return { input: data, width: info.width, height: info.height };
}

function blank(): Promise<Buffer> {
  return sharp({ create: { width: 1, height: 1, channels: 3, background } })
    .png()
    .toBuffer();
}

function enlarge({ width, height, channels, data }: Tile, upscale: number): Promise<Buffer> {
  return sharp(data, { raw: { width, height, channels } })
    .resize({ width: width * upscale, height: height * upscale, kernel: 'nearest' })
    .toColourspace('srgb')
    .png()
    .toBuffer();
}

function check({ width, height, channels, data }: Tile, place: string): void {
  if (data.length !== width * height * channels)
    throw new Error(
      `imageGrid: the tile at ${place} should hold ${width} x ${height} x ${channels} bytes, but holds ${data.length}`,
    );
}
