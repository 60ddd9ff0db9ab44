import type { Preprocess } from '@jiagu/config';
import type { Pixels } from '../pixels.js';
import { resize } from '../resize.js';
import { flatten } from './flatten.js';
import { groundOf } from './ground.js';
import { cropToInk, trimBorder } from './trim.js';

/**
 * Turns a stored image into the square that a network's images are cut from: trims, evens out the ground, inverts and
 * fits into the square (bicubic), in this order.
 * @returns side x side pixels of the same channels
 */
export function preprocess(
  pixels: Pixels,
  { trim, background, invert, square, margin }: Preprocess,
  side: number,
): Pixels {
  let image = pixels;
  // Before trimming: a character cut to its strokes may have no ground along its edges.
  let ground = trim !== 'none' || margin > 0 || square === 'pad' ? groundOf(image) : [];
  if (trim === 'border') image = trimBorder(image, ground);
  if (trim === 'ink') image = cropToInk(image, ground);
  if (background > 0) {
    image = flatten(image, background);
    ground = groundOf(image);
  }
  if (invert) {
    image = { ...image, data: image.data.map((value) => 255 - value) };
    ground = ground.map((value) => 255 - value);
  }
  const inner = Math.max(1, Math.round(side * (1 - 2 * margin)));
  const longest = Math.max(image.width, image.height);
  const width = square === 'pad' ? Math.max(1, Math.round((inner * image.width) / longest)) : inner;
  const height = square === 'pad' ? Math.max(1, Math.round((inner * image.height) / longest)) : inner;
  return place(resize(image, width, height, 'bicubic'), side, ground);
}

/** The image in the middle of a square of the ground's level. */
function place(image: Pixels, side: number, ground: readonly number[]): Pixels {
  const { width, height, channels, data } = image;
  if (width === side && height === side) return image;
  const out = new Uint8Array(side * side * channels);
  for (let i = 0; i < out.length; i++) out[i] = ground[i % channels] as number;
  const [left, top] = [(side - width) >> 1, (side - height) >> 1];
  for (let y = 0; y < height; y++)
    out.set(
      data.subarray(y * width * channels, (y + 1) * width * channels),
      ((top + y) * side + left) * channels,
    );
  return { width: side, height: side, channels, data: out };
}
