import type { RandomStream } from '@jiagu/random';
import type { FloatImage } from './float-image.js';

/** The grey of a covered square. */
const GREY = 0.4;

/** Covers with grey, in place, the square of pixels closer than `half` to the centre in both directions. */
export function coverSquare(
  { width, height, channels, data }: FloatImage,
  centerX: number,
  centerY: number,
  half: number,
): void {
  const left = Math.max(0, centerX - half + 1) * channels;
  const right = Math.min(width, centerX + half) * channels;
  for (let y = Math.max(0, centerY - half + 1); y < Math.min(height, centerY + half); y++)
    data.fill(GREY, y * width * channels + left, y * width * channels + right);
}

/** Covers one random square, in place; its half-width is a tenth to a fifth of the image's side. */
export function cutout(image: FloatImage, random: RandomStream): void {
  const smallest = Math.floor(image.width / 10);
  const choices = Math.max(1, Math.floor(image.width / 5) - smallest);
  const centerX = random.integer(image.width);
  const centerY = random.integer(image.height);
  coverSquare(image, centerX, centerY, smallest + random.integer(choices));
}
