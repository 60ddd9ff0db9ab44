import type { Augmentation } from '@jiagu/config';
import type { RandomStream } from '@jiagu/random';
import type { Pixels } from '../pixels.js';
import type { FloatImage } from './float-image.js';

/**
 * Where an output pixel is read: (x', y') = (a x + b y + tx, c x + d y + ty), both in half-widths of the window
 * from its centre, -1..1 from edge to edge.
 */
export interface AffineMap {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
  readonly tx: number;
  readonly ty: number;
}

export const IDENTITY: AffineMap = { a: 1, b: 0, c: 0, d: 1, tx: 0, ty: 0 };

/** Draws rotation, scale, aspect ratio, shear and shift, in that order. */
export function drawAffine(magnitudes: NonNullable<Augmentation['affine']>, random: RandomStream): AffineMap {
  const angle = random.normal(0, magnitudes.rotation);
  const scale = 1 + random.uniform(-magnitudes.scale, magnitudes.scale);
  const aspect = Math.exp(random.normal(0, magnitudes.aspect));
  const shear = random.normal(0, magnitudes.shear);
  return {
    a: Math.cos(angle) * scale * aspect,
    b: shear - Math.sin(angle),
    c: Math.sin(angle),
    d: (Math.cos(angle) * scale) / aspect,
    tx: random.normal(0, magnitudes.shift),
    ty: random.normal(0, magnitudes.shift),
  };
}

/**
 * The centre window of size x size seen through an affine map, in 0..1: one bilinear resampling, and beyond the
 * image its border goes on. With the identity it is the window itself.
 */
export function sampleWindow(pixels: Pixels, size: number, map: AffineMap): FloatImage {
  const { width, height, channels, data } = pixels;
  const out = new Float32Array(size * size * channels);
  const left = (width - size) >> 1;
  const top = (height - size) >> 1;
  // Normalised coordinates of pixel i are (2 i + 1) / size - 1; back to pixels: ((u + 1) size - 1) / 2.
  const half = (size - 1) / 2;
  const shiftX = half + left + (map.tx * size) / 2;
  const shiftY = half + top + (map.ty * size) / 2;
  let o = 0;
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const u = x - half;
      const v = y - half;
      const sx = Math.min(Math.max(map.a * u + map.b * v + shiftX, 0), width - 1);
      const sy = Math.min(Math.max(map.c * u + map.d * v + shiftY, 0), height - 1);
      const x0 = Math.floor(sx);
      const y0 = Math.floor(sy);
      const fx = sx - x0;
      const fy = sy - y0;
      const upper = (y0 * width + x0) * channels;
      const right = x0 + 1 < width ? channels : 0;
      const lower = upper + (y0 + 1 < height ? width * channels : 0);
      for (let c = 0; c < channels; c++) {
        const p = data[upper + c] as number;
        const q = data[lower + c] as number;
        const above = p + fx * ((data[upper + right + c] as number) - p);
        const below = q + fx * ((data[lower + right + c] as number) - q);
        out[o++] = (above + fy * (below - above)) / 255;
      }
    }
  }
  return { width: size, height: size, channels, data: out };
}
