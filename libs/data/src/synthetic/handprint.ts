import type { RandomStream } from '@jiagu/random';
import { jitter } from './jitter.js';
import { rasterize } from './rasterize.js';
import type { Glyph } from './stroke.js';

/** A handprinted character: dark strokes of nearly constant width on white paper. @returns size x size, 0..1 */
export function drawHandprint(glyph: Glyph, size: number, random: RandomStream): Float32Array {
  const strokes = jitter(glyph, { strength: 0.8, aspect: [0.85, 1.1] }, random);
  const pen = random.uniform(0.03, 0.055);
  const widths = strokes.map(() => pen * random.uniform(0.9, 1.1));
  const darkness = random.uniform(0.85, 1);
  return rasterize(strokes, widths, size).map((ink) => 1 - ink * darkness);
}
