import { open, readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { checkBmpHeader, decodeBmp, isBmp } from './bmp.js';
import { MAXIMUM_PIXELS } from './limits.js';
import { collapseGrey, type Pixels, toChannels } from './pixels.js';

// Images are small and many: one thread each in libuv's pool is faster than several threads an image, and
// libvips's own cache would only double what the data set keeps.
sharp.concurrency(1);
sharp.cache(false);

const options = { limitInputPixels: MAXIMUM_PIXELS, ignoreIcc: true, failOn: 'error' } as const;

/**
 * Reads a PNG, JPEG, WebP, TIFF or BMP file, recognised by its content. Transparency is laid on white, 16 bits
 * become 8, palettes become colours, a camera's orientation mark is obeyed, colour profiles are ignored, of
 * several pages the first counts.
 * @throws Error naming the file when it is absent, empty, damaged or larger than 25 million pixels
 */
export async function decodeImage(path: string, channels: 1 | 3): Promise<Pixels> {
  return toChannels(await decodeImageAsStored(path), channels);
}

/** Like {@link decodeImage}, with one channel where the image is grey and three where it has colours. */
export async function decodeImageAsStored(path: string): Promise<Pixels> {
  try {
    const bytes = await readFile(path);
    if (bytes.length === 0) throw new Error('the file is empty (0 bytes)');
    return collapseGrey(isBmp(bytes) ? decodeBmp(bytes) : await decodeBySharp(bytes));
  } catch (error) {
    throw unreadable(path, error);
  }
}

async function decodeBySharp(bytes: Uint8Array): Promise<Pixels> {
  const image = sharp(bytes, options).autoOrient().flatten({ background: '#ffffff' }).toColourspace('srgb');
  const { data, info } = await image.raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  if (channels !== 1 && channels !== 3) throw new Error(`the image has ${channels} channels`);
  return { width, height, channels, data };
}

/**
 * Reads no more than the header of an image: a fast first check of large sets.
 * @throws Error naming the file, as {@link decodeImage}
 */
export async function checkImageHeader(path: string): Promise<void> {
  const start = await readStart(path);
  try {
    if (isBmp(start)) checkBmpHeader(start);
    else await sharp(path, options).metadata();
  } catch (error) {
    throw unreadable(path, error);
  }
}

/**
 * What {@link decodeImage} changes of an image beyond its file format: `16 bits`, `palette`, `transparency`.
 * @throws Error naming the file, as {@link decodeImage}
 */
export async function conversionsOf(path: string): Promise<string[]> {
  const start = await readStart(path);
  if (isBmp(start)) return [];
  try {
    const { depth, isPalette, hasAlpha } = await sharp(path, options).metadata();
    return [
      ...(depth === 'ushort' ? ['16 bits'] : []),
      ...(isPalette ? ['palette'] : []),
      ...(hasAlpha ? ['transparency'] : []),
    ];
  } catch (error) {
    throw unreadable(path, error);
  }
}

/** The first bytes of a file: as many as a BMP header's beginning. */
async function readStart(path: string): Promise<Buffer> {
  try {
    const start = Buffer.alloc(26);
    const file = await open(path);
    const { bytesRead } = await file.read(start).finally(() => file.close());
    if (bytesRead === 0) throw new Error('the file is empty (0 bytes)');
    return start.subarray(0, bytesRead);
  } catch (error) {
    throw unreadable(path, error);
  }
}

function unreadable(path: string, error: unknown): Error {
  const code = (error as NodeJS.ErrnoException).code;
  const known: Record<string, string> = {
    ENOENT: 'there is no such file',
    EACCES: 'no permission to read it',
    EISDIR: 'it is a folder',
  };
  const reason = (code && known[code]) || (error instanceof Error ? error.message.trim() : String(error));
  return new Error(`image ${path} can't be read: ${reason}`, { cause: error });
}
