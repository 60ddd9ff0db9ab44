/** The size that the header of a PNG, GIF or JPEG file announces, before anything is decoded. */
export function sizeOf(start: Uint8Array): { width: number; height: number } | undefined {
  const view = new DataView(start.buffer, start.byteOffset, start.byteLength);
  const text = latin(start, 0, 8);
  if (text.startsWith('\x89PNG') && start.length >= 24)
    return { width: view.getUint32(16), height: view.getUint32(20) };
  if (text.startsWith('GIF8') && start.length >= 10)
    return { width: view.getUint16(6, true), height: view.getUint16(8, true) };
  return text.startsWith('\xff\xd8') ? sizeOfJpeg(view) : undefined;
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
  if (/^\s*<(\?xml|svg|!doctype)/i.test(latin(start, 0, 256)))
    throw new Error('it is a drawing or a document, not an image of pixels');
}

const latin = (bytes: Uint8Array, from: number, to: number): string =>
  String.fromCharCode(...bytes.subarray(from, to));
