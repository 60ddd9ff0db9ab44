import { join } from 'node:path';
import { makeFolder, writeWhole } from '@jiagu/disk';
import sharp from 'sharp';
import { registerFont } from '../fonts.js';
import { palette } from './palette.js';
import type { Plot } from './plot.js';

/**
 * Writes each plot as SVG and, at twice its size, as PNG, both on a light background.
 * @throws WriteError naming the file or folder that can't be written
 */
export async function writePlots(folder: string, plots: Plot[]): Promise<void> {
  if (plots.length === 0) return;
  makeFolder(folder);
  await registerFont();
  for (const { name, wide } of plots) {
    const svg = wide.replace(
      /(<svg[^>]*>)/,
      `$1<rect width="100%" height="100%" fill="${palette.surface[0]}"/>`,
    );
    writeWhole(join(folder, `${name}.svg`), svg);
    writeWhole(join(folder, `${name}.png`), await sharp(Buffer.from(svg), { density: 144 }).png().toBuffer());
  }
}
