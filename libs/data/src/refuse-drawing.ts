/**
 * Refuses what some decoders draw although it is no image of pixels: SVG and other documents of marks, packed ones too.
 * No format that is read begins like them.
 * @param start the first bytes of a file
 * @throws Error telling in a sentence what it is
 */
export function refuseDrawing(start: Uint8Array): void {
  const text = String.fromCharCode(...start.subarray(0, 256));
  if (/^(\xef\xbb\xbf|\xff\xfe|\xfe\xff)?[\s\0]*</.test(text))
    throw new Error('it is a drawing or a document, not an image of pixels');
  if (text.startsWith('\x1f\x8b')) throw new Error('it is compressed (gzip), not an image');
}
