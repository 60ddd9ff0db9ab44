import type { Augmentation } from '@jiagu/config';
import type { RandomStream } from '@jiagu/random';
import { crop, type Pixels } from '../pixels.js';
import { resize } from '../resize.js';

/** Shares of the area and aspect ratios, each [low, high]. */
type RandomResizedCrop = NonNullable<Augmentation['randomResizedCrop']>;

/** A window of an image, in pixels. */
export interface Window {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/**
 * Draws the window as torchvision's RandomResizedCrop does: ten tries of an area and a log-uniform aspect
 * ratio, then the largest centred window whose ratio is allowed.
 */
export function drawWindow(
  width: number,
  height: number,
  { area, ratio }: RandomResizedCrop,
  random: RandomStream,
): Window {
  for (let attempt = 0; attempt < 10; attempt++) {
    const target = width * height * random.uniform(...area);
    const aspect = Math.exp(random.uniform(Math.log(ratio[0]), Math.log(ratio[1])));
    const w = Math.round(Math.sqrt(target * aspect));
    const h = Math.round(Math.sqrt(target / aspect));
    if (w > 0 && w <= width && h > 0 && h <= height)
      return {
        left: random.integer(width - w + 1),
        top: random.integer(height - h + 1),
        width: w,
        height: h,
      };
  }
  const aspect = Math.min(Math.max(width / height, ratio[0]), ratio[1]);
  const w = Math.min(width, Math.round(height * aspect));
  const h = Math.min(height, Math.round(width / aspect));
  return { left: (width - w) >> 1, top: (height - h) >> 1, width: w, height: h };
}

/** A random window resized to size x size (bilinear, antialiased, as Pillow). */
export function randomResizedCrop(
  pixels: Pixels,
  size: number,
  parameters: RandomResizedCrop,
  random: RandomStream,
): Pixels {
  const { left, top, width, height } = drawWindow(pixels.width, pixels.height, parameters, random);
  return resize(crop(pixels, left, top, width, height), size, size, 'bilinear');
}

/** The image mirrored left to right. */
export function flipHorizontally(pixels: Pixels): Pixels {
  const { width, height, channels } = pixels;
  const data = new Uint8Array(pixels.data.length);
  for (let i = 0, y = 0; y < height; y++) {
    for (let x = width - 1; x >= 0; x--) {
      const from = (y * width + x) * channels;
      for (let c = 0; c < channels; c++) data[i++] = pixels.data[from + c] as number;
    }
  }
  return { width, height, channels, data };
}
