import type { RandomStream } from '@jiagu/random';
import type { FloatImage } from './float-image.js';

/** x -> (x - 0.5) contrast + 0.5 + brightness, in place. */
export function adjust({ data }: FloatImage, contrast: number, brightness: number): void {
  const offset = 0.5 - 0.5 * contrast + brightness;
  for (let i = 0; i < data.length; i++) data[i] = (data[i] as number) * contrast + offset;
}

/** Adds Gaussian noise in place, the same to all channels of a pixel, so that grey stays grey. */
export function addNoise({ data, channels }: FloatImage, deviation: number, random: RandomStream): void {
  for (let i = 0; i < data.length;) {
    const noise = random.normal(0, deviation);
    for (let c = 0; c < channels; c++, i++) data[i] = (data[i] as number) + noise;
  }
}

/** Swaps dark and light of values in 0..1, in place. */
export function invert({ data }: FloatImage): void {
  for (let i = 0; i < data.length; i++) data[i] = 1 - (data[i] as number);
}

/** Limits to 0..1, in place. */
export function clamp({ data }: FloatImage): void {
  for (let i = 0; i < data.length; i++) {
    const value = data[i] as number;
    if (value < 0) data[i] = 0;
    else if (value > 1) data[i] = 1;
  }
}
