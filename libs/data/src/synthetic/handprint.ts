import type { RandomStream } from '@jiagu/random';
import { rasterize } from './rasterize.js';
import type { Stroke } from './stroke.js';

/** A handprinted character: dark strokes of nearly constant width on white paper. @returns size x size, 0..1 */
export function drawHandprint(written: readonly Stroke[], size: number, random: RandomStream): Float32Array {
  const pen = random.uniform(0.03, 0.055);
  const widths = written.map(() => pen * random.uniform(0.9, 1.1));
  const darkness = random.uniform(0.85, 1);
  return rasterize(written, widths, size).map((ink) => 1 - ink * darkness);
}
