import type { FloatImage } from './float-image.js';

/** The level of one channel's ground: its mean along the image's edge. */
export function edgeLevel({ width, height, channels, data }: FloatImage, channel: number): number {
  const row = width * channels;
  const last = (height - 1) * row;
  let sum = 0;
  for (let i = channel; i < row; i += channels) sum += (data[i] as number) + (data[last + i] as number);
  for (let i = row + channel; i < last; i += row)
    sum += (data[i] as number) + (data[i + row - channels] as number);
  return sum / (2 * (width + height) - 4);
}
