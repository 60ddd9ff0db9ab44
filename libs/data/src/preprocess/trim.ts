import { crop, type Pixels } from '../pixels.js';

/** Levels by which a pixel of a constant border may differ from the ground: JPEG makes such borders uneven. */
const TOLERANCE = 4;

/** Levels (40 % of the range) beyond which a pixel is a stroke and no longer the ground. */
const INK = 102;

/** An image is left as it is when less than this share of a side would remain. */
const LEAST_SHARE = 0.2;

/** Cuts off rows and columns at the edges that have the ground's level all along: letterboxes, empty paper. */
export const trimBorder = (pixels: Pixels, ground: readonly number[]): Pixels =>
  trimTo(pixels, ground, TOLERANCE);

/** Crops to the strokes: pixels that differ from the ground by more than 40 % of the range. */
export const cropToInk = (pixels: Pixels, ground: readonly number[]): Pixels => trimTo(pixels, ground, INK);

/** The smallest window with all pixels that differ from the ground by more than `tolerance` levels in a channel. */
function trimTo(pixels: Pixels, ground: readonly number[], tolerance: number): Pixels {
  const { width, height, channels, data } = pixels;
  let [left, top, right, bottom] = [width, height, -1, -1];
  for (let y = 0, i = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      for (let c = 0; c < channels; c++, i++) {
        if (Math.abs((data[i] as number) - (ground[c] as number)) <= tolerance) continue;
        if (x < left) left = x;
        if (x > right) right = x;
        if (y < top) top = y;
        if (y > bottom) bottom = y;
      }
  const [across, down] = [right - left + 1, bottom - top + 1];
  if (across < LEAST_SHARE * width || down < LEAST_SHARE * height) return pixels;
  return crop(pixels, left, top, across, down);
}
