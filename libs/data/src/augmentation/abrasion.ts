import type { RandomStream } from '@jiagu/random';
import { smoothNoise } from '../smooth-field.js';
import { edgeLevel } from './edge-level.js';
import type { FloatImage } from './float-image.js';

/** The canvas that the pixel sizes below refer to. */
const REFERENCE_SIZE = 64;

/** How softly a patch ends, in standard deviations of the noise. */
const EDGE = 0.15;

/**
 * Wears the surface in irregular patches, in place: where smooth noise exceeds a limit, the image fades to the level of
 * its ground, as the strokes of a worn rubbing do. The rubbings of the synthetic data set are worn in the same way.
 * @param image square, 0..1
 * @param strength 1: usual; the limit is uniform in 0.7 .. 2 standard deviations of the noise, divided by the strength
 */
export function abrade(image: FloatImage, strength: number, random: RandomStream): void {
  const { width, channels, data } = image;
  const noise = smoothNoise(random, width, (random.uniform(5, 12) * width) / REFERENCE_SIZE);
  const limit = random.uniform(0.7, 2) / strength;
  const ground = Array.from({ length: channels }, (_, c) => edgeLevel(image, c));
  for (let i = 0, o = 0; i < noise.length; i++) {
    const left = 1 / (1 + Math.exp(((noise[i] as number) - limit) / EDGE));
    for (let c = 0; c < channels; c++, o++) {
      const level = ground[c] as number;
      data[o] = level + ((data[o] as number) - level) * left;
    }
  }
}
