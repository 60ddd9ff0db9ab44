import { open, readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { checkBmpHeader, decodeBmp, isBmp } from './bmp.js';
import { decodeDeepLevels, hasDeepSamples } from './deep-levels.js';
import { type FilePath, hintOnMissing, shownPath } from './file-path.js';
import { MAXIMUM_PIXELS } from './limits.js';
import { collapseGrey, type Pixels, toChannels } from './pixels.js';
import { checkPortableAnymap, decodePortableAnymap, isPortableAnymap } from './portable-anymap.js';
import { refuseDrawing } from './refuse-drawing.js';
import { readWithOwnError } from './sharp-gate.js';

// Images are small and many: one thread each in libuv's pool is faster than several threads an image, and
// libvips's own cache would only double what the data set keeps.
sharp.concurrency(1);
sharp.cache(false);

const options = { limitInputPixels: MAXIMUM_PIXELS, ignoreIcc: true, failOn: 'error' } as const;

/** Bytes of a file that suffice for the headers that are checked without sharp. */
const HEADER_BYTES = 4096;

/**
 * Reads a PNG, JPEG, WebP, GIF, TIFF, AVIF, BMP or PNM (PBM, PGM, PPM) file, recognised by its content. Transparency is
 * laid on white, deeper levels become 8 bits (`docs/data.md`), palettes become colours, the EXIF orientation is
 * applied, colour profiles are ignored; of several pages only the first is read.
 * @throws Error naming the file when it is absent, empty, damaged, a drawing (SVG), or larger than 25 million pixels
 */
export async function decodeImage(path: FilePath, channels: 1 | 3): Promise<Pixels> {
  return toChannels(await decodeImageAsStored(path), channels);
}

/** Like {@link decodeImage}, with one channel where the image is grey and three where it has colours. */
export async function decodeImageAsStored(path: FilePath): Promise<Pixels> {
  try {
    return collapseGrey(await decodeBytes(await readFile(path)));
  } catch (error) {
    throw await unreadable(path, error);
  }
}

async function decodeBytes(bytes: Buffer): Promise<Pixels> {
  refuseEmpty(bytes);
  refuseDrawing(bytes);
  if (isBmp(bytes)) return decodeBmp(bytes);
  if (isPortableAnymap(bytes)) return decodePortableAnymap(bytes);
  return readWithOwnError(async () => (await deepLevels(bytes)) ?? decodeBySharp(bytes));
}

/** Undefined when samples have 8 bits, or use all of 16 bits. */
const deepLevels = async (bytes: Buffer): Promise<Pixels | undefined> =>
  hasDeepSamples(bytes) ? decodeDeepLevels(bytes, options) : undefined;

async function decodeBySharp(bytes: Buffer): Promise<Pixels> {
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
export async function checkImageHeader(path: FilePath): Promise<void> {
  try {
    const start = await readStart(path);
    refuseDrawing(start);
    if (isBmp(start)) checkBmpHeader(start);
    else if (isPortableAnymap(start)) checkPortableAnymap(start);
    else await readWithOwnError(async () => metadataOf(path));
  } catch (error) {
    throw await unreadable(path, error);
  }
}

/**
 * What {@link decodeImage} changes of an image beyond its file format: `16 bits`, `levels`, `palette`, `transparency`.
 * @throws Error naming the file, as {@link decodeImage}
 */
export async function conversionsOf(path: FilePath): Promise<string[]> {
  try {
    const start = await readStart(path);
    if (isBmp(start) || isPortableAnymap(start)) return [];
    return await readWithOwnError(async () => {
      const { depth, isPalette, hasAlpha } = await metadataOf(path);
      const scaled = depth !== 'uchar' && (await deepLevels(await readFile(path))) !== undefined;
      return [
        ...(scaled ? ['levels'] : depth === 'ushort' ? ['16 bits'] : []),
        ...(isPalette ? ['palette'] : []),
        ...(hasAlpha ? ['transparency'] : []),
      ];
    });
  } catch (error) {
    throw await unreadable(path, error);
  }
}

/** sharp takes a path of bytes for an image. */
const metadataOf = async (path: FilePath) =>
  sharp(typeof path === 'string' ? path : await readFile(path), options).metadata();

/** The first bytes of a file. */
async function readStart(path: FilePath): Promise<Buffer> {
  const start = Buffer.alloc(HEADER_BYTES);
  const file = await open(path);
  const { bytesRead } = await file.read(start).finally(() => file.close());
  refuseEmpty(start.subarray(0, bytesRead));
  return start.subarray(0, bytesRead);
}

function refuseEmpty(bytes: Buffer): void {
  if (bytes.length === 0) throw new Error('the file is empty (0 bytes)');
}

async function unreadable(path: FilePath, error: unknown): Promise<Error> {
  const code = (error as NodeJS.ErrnoException).code;
  const known: Record<string, string> = {
    ENOENT: 'there is no such file',
    EACCES: 'no permission to read it',
    EISDIR: 'it is a folder',
  };
  const reason = (code && known[code]) || (error instanceof Error ? error.message.trim() : String(error));
  const hint = code === 'ENOENT' ? await hintOnMissing(path) : '';
  return new Error(`image ${shownPath(path)} can't be read: ${reason}${hint}`, { cause: error });
}
