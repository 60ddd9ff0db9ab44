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

/** How many pixels further right and down each output pixel of a square image is read from, row by row. */
export interface Displacement {
  readonly x: Float32Array;
  readonly y: Float32Array;
}

/** The map that leaves the window as it is. */
export const IDENTITY: AffineMap = { a: 1, b: 0, c: 0, d: 1, tx: 0, ty: 0 };

/** Draws rotation, scale, aspect ratio, shear and shift, in that order. Scale and aspect act on the diagonal only. */
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
 * The centre window seen through an affine map and a displacement, in 0..1, with one bilinear resampling. Beyond the
 * image its border pixels are repeated. With the identity the result is the window itself.
 * @param out a square image of the window's size and the channels of `pixels`, to be overwritten
 * @param displacement of each output pixel
 */
export function sampleWindow(
  pixels: Pixels,
  map: AffineMap,
  { width: size, data: out }: FloatImage,
  displacement?: Displacement,
): void {
  const { width, height, channels, data } = pixels;
  const left = (width - size) >> 1;
  const top = (height - size) >> 1;
  // Normalised coordinates of pixel i are (2 i + 1) / size - 1; back to pixels: ((u + 1) size - 1) / 2.
  const half = (size - 1) / 2;
  const shiftX = half + left + (map.tx * size) / 2;
  const shiftY = half + top + (map.ty * size) / 2;
  const edgeX = width - 1;
  const edgeY = height - 1;
  const row = width * channels;
  const across = displacement?.x;
  const down = displacement?.y;
  let o = 0;
  for (let y = 0, i = 0; y < size; y++) {
    const startX = map.b * (y - half) + shiftX;
    const startY = map.d * (y - half) + shiftY;
    for (let x = 0; x < size; x++, i++) {
      const rawX = map.a * (x - half) + startX + (across ? (across[i] as number) : 0);
      const rawY = map.c * (x - half) + startY + (down ? (down[i] as number) : 0);
      const sx = rawX > 0 ? (rawX < edgeX ? rawX : edgeX) : 0;
      const sy = rawY > 0 ? (rawY < edgeY ? rawY : edgeY) : 0;
      const x0 = sx | 0;
      const y0 = sy | 0;
      const fx = sx - x0;
      const fy = sy - y0;
      const right = x0 < edgeX ? channels : 0;
      let upper = y0 * row + x0 * channels;
      let lower = y0 < edgeY ? upper + row : upper;
      for (let c = 0; c < channels; c++, upper++, lower++) {
        const p = data[upper] as number;
        const q = data[lower] as number;
        const above = p + fx * ((data[upper + right] as number) - p);
        const below = q + fx * ((data[lower + right] as number) - q);
        out[o++] = (above + fy * (below - above)) * (1 / 255);
      }
    }
  }
}
