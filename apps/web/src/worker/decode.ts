import { collapseGrey, MAXIMUM_PIXELS, type Pixels } from '@jiagu/data/portable';
import { refuseUnread, sizeOf } from './image-header.js';

/**
 * Decodes an image as training does: transparency laid on white, colour profiles ignored, a camera's orientation mark
 * obeyed, one channel where it is grey. The browser's decoders give the very bytes that training's give; where a file has
 * transparency, a level may differ by one.
 * @throws Error telling in a sentence why it can't be read
 */
export async function decodeImage(image: Blob): Promise<Pixels> {
  if (image.size === 0) throw new Error('the file is empty (0 bytes)');
  const start = new Uint8Array(await image.slice(0, 65_536).arrayBuffer());
  refuseUnread(start);
  const announced = sizeOf(start);
  if (announced) refuseLarge(announced);
  const bitmap = await createImageBitmap(image, {
    colorSpaceConversion: 'none',
    premultiplyAlpha: 'none',
  }).catch(() => {
    throw new Error('it is damaged, or no image that this browser knows');
  });
  try {
    refuseLarge(bitmap);
    const { width, height } = bitmap;
    const canvas = new OffscreenCanvas(width, height);
    const context = canvas.getContext('2d', { willReadFrequently: true });
    if (!context) throw new Error('this browser gives no canvas to read images with');
    context.fillStyle = '#fff';
    context.fillRect(0, 0, width, height);
    context.drawImage(bitmap, 0, 0);
    return collapseGrey({
      width,
      height,
      channels: 3,
      data: withoutOpacity(context.getImageData(0, 0, width, height)),
    });
  } finally {
    bitmap.close();
  }
}

function refuseLarge({ width, height }: { width: number; height: number }): void {
  if (width * height > MAXIMUM_PIXELS)
    throw new Error(`it has ${width} x ${height} pixels; at most ${MAXIMUM_PIXELS / 1e6} million are read`);
}

function withoutOpacity({ data }: ImageData): Uint8Array {
  const out = new Uint8Array((data.length / 4) * 3);
  for (let from = 0, to = 0; from < data.length; from += 4) {
    out[to++] = data[from] as number;
    out[to++] = data[from + 1] as number;
    out[to++] = data[from + 2] as number;
  }
  return out;
}
