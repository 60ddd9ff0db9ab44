import { createRequire } from 'node:module';
import sharp from 'sharp';

/** Path of DejaVu Sans, which comes with a package, so that a machine without fonts draws letters instead of boxes. */
export const fontFile = createRequire(import.meta.url).resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf');

let registered: Promise<unknown> | undefined;

/** Registers the font with sharp: once a text was drawn with it, SVG can use it too. */
export function registerFont(): Promise<unknown> {
  return (registered ??= sharp({ text: { text: 'a', font: 'DejaVu Sans', fontfile: fontFile } })
    .png()
    .toBuffer());
}
