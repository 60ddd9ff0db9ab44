import sharp from 'sharp';
import type { Tile } from './image-grid.js';

/** An image as a PNG of the same pixels, grey or in colour. */
export function encodePng({ width, height, channels, data }: Tile): Promise<Buffer> {
  return sharp(data, { raw: { width, height, channels } })
    .toColourspace(channels === 1 ? 'b-w' : 'srgb')
    .png()
    .toBuffer();
}
