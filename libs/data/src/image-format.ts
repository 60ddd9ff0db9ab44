import { open } from 'node:fs/promises';
import { extname } from 'node:path';
import { isBmp } from './bmp.js';
import type { FilePath } from './file-path.js';
import { isPortableAnymap } from './portable-anymap.js';

/** Extensions of files that count as images without looking inside, in lower case. */
const IMAGE_EXTENSIONS: ReadonlySet<string> = new Set(
  '.png .jpg .jpeg .jpe .jfif .bmp .webp .tif .tiff .gif .avif .pbm .pgm .ppm .pnm'.split(' '),
);

/** Bytes that suffice to recognise every kind of image. */
const SIGNATURE_BYTES = 32;

/** Whether a file's name ends like an image's. */
export const isImageName = (name: string): boolean => IMAGE_EXTENSIONS.has(extname(name).toLowerCase());

/**
 * Whether a file begins like an image that can be decoded.
 * @throws the file system's error when it can't be opened
 */
export async function beginsLikeImage(path: FilePath): Promise<boolean> {
  const start = Buffer.alloc(SIGNATURE_BYTES);
  const file = await open(path);
  const { bytesRead } = await file.read(start).finally(() => file.close());
  return hasImageSignature(start.subarray(0, bytesRead));
}

/** @param start a file's first bytes, {@link SIGNATURE_BYTES} of them where it has so many */
function hasImageSignature(start: Buffer): boolean {
  const text = start.toString('latin1');
  return (
    text.startsWith('\x89PNG\r\n\x1a\n') ||
    text.startsWith('\xff\xd8\xff') ||
    /^GIF8[79]a/.test(text) ||
    /^RIFF[^]{4}WEBP/.test(text) ||
    /^(II[*+]\0|MM\0[*+])/.test(text) ||
    /^[^]{4}ftyp(avif|avis)/.test(text) ||
    // Two letters prove nothing; the size of the header after them does.
    (isBmp(start) &&
      start.length >= 18 &&
      [12, 16, 40, 52, 56, 64, 108, 124].includes(start.readUInt32LE(14))) ||
    isPortableAnymap(start)
  );
}
