import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { html, type Html } from './html.js';

/** An image ready for a page: PNG as a data URI, with the size in which it was drawn. */
export interface Picture {
  uri: string;
  width: number;
  height: number;
}

/**
 * Reads an image file and shrinks it to at most `width` x `height` pixels, and further while the PNG is larger than
 * `bytes`. Undefined when the file is absent or not an image.
 */
export async function readPicture(
  path: string,
  { width, height, bytes }: { width: number; height: number; bytes: number },
): Promise<Picture | undefined> {
  try {
    const image = sharp(await readFile(path));
    for (let scale = 1; ; scale *= 0.7) {
      const box = {
        width: Math.max(1, Math.round(width * scale)),
        height: Math.max(1, Math.round(height * scale)),
      };
      const { data, info } = await image
        .clone()
        .resize({ ...box, fit: 'inside', withoutEnlargement: true })
        .png({ compressionLevel: 9, palette: true, colours: 128, effort: 4 })
        .toBuffer({ resolveWithObject: true });
      if (data.length > bytes && scale > 0.05) continue;
      return {
        uri: `data:image/png;base64,${data.toString('base64')}`,
        width: info.width,
        height: info.height,
      };
    }
  } catch {
    return undefined;
  }
}

/** The picture as an element; `alt` is its description. */
export function img({ uri, width, height }: Picture, alt: string): Html {
  return html`<img src="${uri}" width="${width}" height="${height}" alt="${alt}" />`;
}
