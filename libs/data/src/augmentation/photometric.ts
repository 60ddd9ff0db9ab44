import type { RandomStream } from '@jiagu/random';
import type { FloatImage } from './float-image.js';

/** x -> (x - 0.5) contrast + 0.5 + brightness, in place. */
export function adjust({ data }: FloatImage, contrast: number, brightness: number): void {
  const offset = 0.5 - 0.5 * contrast + brightness;
  for (let i = 0; i < data.length; i++) data[i] = (data[i] as number) * contrast + offset;
}

/** Adds Gaussian noise in place, the same to all channels of a pixel: grey stays grey. */
export function addNoise({ data, channels }: FloatImage, deviation: number, random: RandomStream): void {
  const noise = new Float32Array(data.length / channels);
  random.fillNormal(noise, deviation);
  if (channels === 1)
    for (let i = 0; i < data.length; i++) data[i] = (data[i] as number) + (noise[i] as number);
  else
    for (let i = 0, o = 0; i < noise.length; i++)
      for (let c = 0; c < 3; c++, o++) data[o] = (data[o] as number) + (noise[i] as number);
}

/** Swaps dark and light, in place. */
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
