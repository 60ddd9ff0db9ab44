import type { Augmentation } from '@jiagu/config';
import type { RandomStream } from '@jiagu/random';
import { augment } from './augmentation/augment.js';
import type { Pixels } from './pixels.js';

/** What a view looks like. */
export interface ViewShape {
  /** Pixels of a side. */
  readonly imageSize: number;
  readonly channels: 1 | 3;
}

/** Numbers of one view: height x width x channels. */
export const viewLength = ({ imageSize, channels }: ViewShape): number => imageSize * imageSize * channels;

/**
 * Writes a view of an image in -1..1, `(x - 0.5) / 0.5` of values in 0..1, into a batch of layout NHWC. A grey image is
 * repeated where the shape has three channels. The empty augmentation is the evaluation transform: the centre window,
 * without drawing a random number.
 * @param pixels of one channel or of the shape's, at least imageSize x imageSize
 * @param offset of the view's first number in `out`
 */
export function prepareView(
  pixels: Pixels,
  augmentation: Augmentation,
  { imageSize, channels }: ViewShape,
  random: RandomStream,
  out: Float32Array,
  offset: number,
): void {
  const own = pixels.channels;
  if (own > channels) throw new Error('an image of three channels was given for a view of one');
  const length = imageSize * imageSize * own;
  // The changes are made in the batch itself: no memory is taken for an image.
  const data = out.subarray(offset, offset + length);
  augment(pixels, augmentation, { width: imageSize, height: imageSize, channels: own, data }, random);
  if (own === channels) {
    for (let i = 0; i < length; i++) data[i] = (data[i] as number) * 2 - 1;
    return;
  }
  // Backwards, a pixel is read before its place is written.
  for (let i = length - 1, o = offset + 3 * length - 1; i >= 0; i--) {
    const value = (data[i] as number) * 2 - 1;
    for (let c = 0; c < 3; c++) out[o--] = value;
  }
}
