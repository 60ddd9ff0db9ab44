import nsbmp from '@cwasm/nsbmp';
import { decodeBmpRuns } from './bmp-runs.js';
import { MAXIMUM_PIXELS } from './limits.js';
import type { Pixels } from './pixels.js';

/** Whether a file begins like a Windows bitmap. */
export const isBmp = (bytes: Uint8Array): boolean => bytes[0] === 0x42 && bytes[1] === 0x4d;

/**
 * Decodes a Windows bitmap of 1 to 32 bits: run lengths with {@link decodeBmpRuns}, every other kind (palettes, bit
 * fields, top-down) with libnsbmp, the NetSurf browser's decoder compiled to WebAssembly. An alpha channel is ignored,
 * since most writers leave it undefined.
 * @throws Error when the header or the pixels are damaged or cut off
 */
export function decodeBmp(bytes: Uint8Array): Pixels {
  checkBmpHeader(bytes);
  const runs = decodeBmpRuns(bytes);
  if (runs) return runs;
  const { width, height, data } = nsbmp.decode(bytes);
  const rgb = new Uint8Array(width * height * 3);
  for (let i = 0; i < width * height; i++) rgb.set(data.subarray(4 * i, 4 * i + 3), 3 * i);
  spreadLevels(rgb, bytes);
  return { width, height, channels: 3, data: rgb };
}

/** Scales levels of 5 or 6 bits so that the greatest is 255: the decoder leaves the lower bits empty. */
function spreadLevels(rgb: Uint8Array, bytes: Uint8Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(14, true) < 40 || view.getUint16(28, true) !== 16) return;
  const masked = view.getUint32(30, true) === 3 && bytes.length >= 66;
  const depths = [54, 58, 62].map((at) => (masked ? bitsOf(view.getUint32(at, true)) : 5));
  for (let i = 0; i < rgb.length; i++) {
    const depth = depths[i % 3] as number;
    if (depth < 1 || depth > 7) continue;
    rgb[i] = Math.round((255 * ((rgb[i] as number) >> (8 - depth))) / (2 ** depth - 1));
  }
}

const bitsOf = (mask: number): number => mask.toString(2).replaceAll('0', '').length;

/**
 * Checks signature and size before anything is allocated for them.
 * @param bytes at least the first 26 bytes of the file
 * @throws Error when the header is cut off, or gives no size or one of more than 25 million pixels
 */
export function checkBmpHeader(bytes: Uint8Array): void {
  if (!isBmp(bytes) || bytes.length < 26) throw new Error('the BMP header is cut off');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const old = view.getUint32(14, true) === 12; // OS/2 1.x: sizes of 16 bits
  const width = old ? view.getUint16(18, true) : view.getInt32(18, true);
  const height = Math.abs(old ? view.getUint16(20, true) : view.getInt32(22, true));
  if (width <= 0 || height === 0) throw new Error(`the BMP header gives the size ${width} x ${height}`);
  if (width * height > MAXIMUM_PIXELS)
    throw new Error(`the BMP header gives ${width} x ${height} pixels; at most ${MAXIMUM_PIXELS} are read`);
}
