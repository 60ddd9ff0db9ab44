import { refuseDrawing } from '@jiagu/data/portable';

/** The size that the header of a PNG, GIF, JPEG, BMP, WebP or AVIF file announces, before anything is decoded. */
export function sizeOf(start: Uint8Array): { width: number; height: number } | undefined {
  const view = new DataView(start.buffer, start.byteOffset, start.byteLength);
  const text = latin(start, 0, 8);
  if (text.startsWith('\x89PNG') && start.length >= 24)
    return { width: view.getUint32(16), height: view.getUint32(20) };
  if (text.startsWith('GIF8') && start.length >= 10)
    return { width: view.getUint16(6, true), height: view.getUint16(8, true) };
  if (text.startsWith('BM') && start.length >= 26)
    return view.getUint32(14, true) === 12
      ? { width: view.getUint16(18, true), height: view.getUint16(20, true) }
      : { width: view.getInt32(18, true), height: Math.abs(view.getInt32(22, true)) };
  if (text.startsWith('RIFF') && latin(start, 8, 12) === 'WEBP' && start.length >= 30)
    return sizeOfWebp(view);
  if (latin(start, 4, 8) === 'ftyp') return sizeOfAvif(view);
  return text.startsWith('\xff\xd8') ? sizeOfJpeg(view) : undefined;
}

/** By the kind of its first chunk: lossy, without losses, or extended. */
function sizeOfWebp(view: DataView): { width: number; height: number } {
  const kind = latin(new Uint8Array(view.buffer, view.byteOffset), 12, 16);
  if (kind === 'VP8 ')
    return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
  if (kind === 'VP8L') {
    const bits = view.getUint32(21, true);
    return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
  }
  const three = (at: number): number => view.getUint16(at, true) + 65_536 * view.getUint8(at + 2);
  return { width: three(24) + 1, height: three(27) + 1 };
}

/** The largest of the sizes (`ispe`) that its header lists: of the image, or of the tiles of which it consists. */
function sizeOfAvif(view: DataView): { width: number; height: number } | undefined {
  const text = latin(new Uint8Array(view.buffer, view.byteOffset, Math.min(view.byteLength, 4096)), 0, 4096);
  let size: { width: number; height: number } | undefined;
  for (const { index } of text.matchAll(/ispe/g)) {
    if (index + 16 > view.byteLength) break;
    const [width, height] = [view.getUint32(index + 8), view.getUint32(index + 12)];
    if (!size || width * height > size.width * size.height) size = { width, height };
  }
  return size;
}

/** Goes from marker to marker to the frame's header. */
function sizeOfJpeg(view: DataView): { width: number; height: number } | undefined {
  for (let at = 2; at + 9 <= view.byteLength && view.getUint8(at) === 0xff;) {
    const marker = view.getUint8(at + 1);
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) return { width: view.getUint16(at + 7), height: view.getUint16(at + 5) };
    at += 2 + view.getUint16(at + 2);
  }
  return undefined;
}

/** @throws Error where browsers would read a file otherwise than training does, or not at all */
export function refuseUnread(start: Uint8Array): void {
  const text = latin(start, 0, 8);
  if (text.startsWith('\x89PNG') && start[24] === 16)
    throw new Error('its levels have 16 bits, which browsers cut: convert it to 8 bits');
  if (/^(II[*+]\0|MM\0[*+])/.test(text))
    throw new Error('browsers do not read TIFF files: convert it to PNG');
  if (/^P[1-6]\s/.test(text))
    throw new Error('browsers do not read PBM, PGM and PPM files: convert it to PNG');
  refuseDrawing(start);
}

const latin = (bytes: Uint8Array, from: number, to: number): string =>
  String.fromCharCode(...bytes.subarray(from, to));
