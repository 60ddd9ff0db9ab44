import _ from 'lodash';
import { type Pixels, toChannels } from '../pixels.js';
import { groundOf } from '../preprocess/ground.js';
import { trimBorder } from '../preprocess/trim.js';

/** Levels by which two averages must differ to count. */
const LEAST_DIFFERENCE = 2;

/** Whether strokes are darker than the ground, lighter, or neither is clear. */
export type Polarity = 'dark' | 'light' | 'unclear';

/**
 * Tells dark strokes from light ones by three signs, none of them reliable alone: the ground prevails along the edges
 * of the image, along the edges that remain when a border of constant level (a letterbox, or the paper) is cut off, and
 * in area, so that the median lies on its side of the mean. `unclear` where no two more signs point one way than the
 * other, as on a rubbing with a large bright blotch.
 */
export function polarityOf(pixels: Pixels): Polarity {
  const whole = toChannels(pixels, 1);
  const inner = trimBorder(whole, groundOf(whole));
  const signs = [
    edgeMean(whole) - mean(whole.data),
    edgeMean(inner) - mean(inner.data),
    median(inner.data) - mean(inner.data),
  ].map((difference) => (Math.abs(difference) < LEAST_DIFFERENCE ? 0 : Math.sign(difference)));
  const sum = signs.reduce((total, sign) => total + sign, 0);
  return Math.abs(sum) < 2 ? 'unclear' : sum > 0 ? 'dark' : 'light';
}

/** The polarity of most images that have a clear one; `unclear` where dark and light are as many. */
export function commonPolarity(images: readonly Pixels[]): Polarity {
  const { dark = 0, light = 0 } = _.countBy(images, polarityOf);
  return dark === light ? 'unclear' : dark > light ? 'dark' : 'light';
}

const mean = (values: Uint8Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;

// A copy, which `slice` does not make of a Buffer.
const median = (values: Uint8Array): number => values.toSorted()[values.length >> 1] as number;

function edgeMean({ width, height, data }: Pixels): number {
  const edge = data.filter((_, i) => {
    const [x, y] = [i % width, Math.floor(i / width)];
    return x === 0 || y === 0 || x === width - 1 || y === height - 1;
  });
  return mean(edge);
}
