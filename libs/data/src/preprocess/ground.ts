import type { Pixels } from '../pixels.js';

/**
 * The level of the ground behind a character: the median of each channel along the image's edge.
 * @returns one byte a channel
 */
export function groundOf({ width, height, channels, data }: Pixels): number[] {
  return Array.from({ length: channels }, (_, c) => {
    const values: number[] = [];
    const take = (x: number, y: number) => values.push(data[(y * width + x) * channels + c] as number);
    for (let x = 0; x < width; x++) {
      take(x, 0);
      if (height > 1) take(x, height - 1);
    }
    for (let y = 1; y < height - 1; y++) {
      take(0, y);
      if (width > 1) take(width - 1, y);
    }
    values.sort((a, b) => a - b);
    return values[values.length >> 1] as number;
  });
}
