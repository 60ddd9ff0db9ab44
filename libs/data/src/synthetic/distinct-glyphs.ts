import { RandomStream } from '@jiagu/random';
import { composeGlyph } from './compose-glyph.js';
import { rasterize } from './rasterize.js';
import { gaussianBlur } from '../smooth-field.js';
import type { Glyph } from './stroke.js';

/** Two classes whose signatures correlate more are too alike. */
export const MAXIMUM_CORRELATION = 0.62;

/** Least and greatest share of ink of a character. */
const INK = [0.07, 0.32] as const;

const SIDE = 32;
const WIDTH = 0.05;

/**
 * The characters of a seed's classes: random compositions, without those too similar to an earlier one. Class i is the
 * same whatever the number of classes.
 */
export function distinctGlyphs(count: number, seed: number): Glyph[] {
  const random = new RandomStream(`${seed}/synthetic/classes`);
  const glyphs: Glyph[] = [];
  const accepted: Float32Array[] = [];
  while (glyphs.length < count) {
    const glyph = composeGlyph(random);
    const { ink, signature } = appearance(glyph);
    if (ink < INK[0] || ink > INK[1]) continue;
    if (accepted.some((other) => correlation(signature, other) > MAXIMUM_CORRELATION)) continue;
    glyphs.push(glyph);
    accepted.push(signature);
  }
  return glyphs;
}

/**
 * What a character looks like from afar: the share of its ink, and its drawing at 32 pixels, blurred, with mean 0
 * and length 1, so that the dot product of two signatures is their correlation.
 */
export function appearance(glyph: Glyph): { ink: number; signature: Float32Array } {
  const drawn = rasterize(glyph, Array<number>(glyph.length).fill(WIDTH), SIDE);
  const ink = mean(drawn);
  const blurred = gaussianBlur(drawn, SIDE, 1.6);
  const middle = mean(blurred);
  const length = Math.sqrt(blurred.reduce((sum, value) => sum + (value - middle) ** 2, 0));
  return { ink, signature: blurred.map((value) => (value - middle) / length) };
}

/** The dot product of two signatures. */
export function correlation(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}

const mean = (values: Float32Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;
