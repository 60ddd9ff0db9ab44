import type { Augmentation } from '@jiagu/config';
import type { RandomStream } from '@jiagu/random';
import { smoothField } from '../smooth-field.js';
import type { Displacement } from './affine.js';

/** Points of a side on which the displacement is drawn: of the whole character, and of single strokes. */
const COARSE = 5;
const FINE = 9;

/**
 * Draws an elastic displacement (after Simard 2003, with grids instead of blurred noise): normal numbers on a grid of
 * 5 x 5 points and, unless `fine` is 0, one of 9 x 9, enlarged by cubic convolution.
 * @param magnitudes standard deviations in half-widths of the image
 */
export function drawDisplacement(
  { coarse, fine }: NonNullable<Augmentation['elastic']>,
  size: number,
  random: RandomStream,
): Displacement {
  const component = () => {
    const field = smoothField(random, size, COARSE);
    const [scale, fineScale] = [(coarse * size) / 2, (fine * size) / 2];
    if (fine === 0) return field.map((value) => value * scale);
    const detail = smoothField(random, size, FINE);
    for (let i = 0; i < field.length; i++)
      field[i] = (field[i] as number) * scale + (detail[i] as number) * fineScale;
    return field;
  };
  return { x: component(), y: component() };
}
