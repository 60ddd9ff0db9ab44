import { createRequire } from 'node:module';
import sharp from 'sharp';

/** DejaVu Sans ships with the package, so that a machine without any font draws letters and not boxes. */
export const fontFile = createRequire(import.meta.url).resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf');

let registered: Promise<unknown> | undefined;

/** Makes the font known to sharp: once a text was drawn with it, SVG may use it too. */
export function registerFont(): Promise<unknown> {
  return (registered ??= sharp({ text: { text: 'a', font: 'DejaVu Sans', fontfile: fontFile } })
    .png()
    .toBuffer());
}
