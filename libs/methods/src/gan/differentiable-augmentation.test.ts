import { startEngine } from '@jiagu/engine';
import { RandomStream } from '@jiagu/random';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { augment, type AugmentationOptions } from './differentiable-augmentation.js';

beforeAll(() => startEngine());

const [count, side] = [200, 8];
const none = { brightness: 0, contrast: 0, shift: 0, cutout: 0 };

/** Images [N, 8, 8, 2], the same each, no value of which is 0. */
const images = (): tf.Tensor4D =>
  tf.tile(tf.reshape(tf.linspace(-1, -0.1, side * side * 2), [1, side, side, 2]), [
    count,
    1,
    1,
    1,
  ]) as tf.Tensor4D;

/** Each image after the changes, as [row][column] of its first channel. */
function changed(options: Partial<AugmentationOptions>, share: number | null = null): number[][][] {
  return tf.tidy(() => {
    const of = share === null ? null : tf.scalar(share);
    const y = augment(images(), { ...none, ...options }, of, new RandomStream('augment'));
    expect(y.shape).toEqual([count, side, side, 2]);
    return tf.squeeze(tf.slice(y, [0, 0, 0, 0], [-1, -1, -1, 1])).arraySync() as number[][][];
  });
}

const original = (): number[][] => changed({})[0] ?? [];
const flat = (image: number[][]): number[] => image.flat();
const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('augment', () => {
  it('adds the same amount to all of an image, evenly spread between both ends', () => {
    const before = flat(original());
    const amounts = changed({ brightness: 0.5 }).map((image) => {
      const differences = flat(image).map((value, i) => value - (before[i] ?? NaN));
      expect(Math.max(...differences) - Math.min(...differences)).toBeLessThan(1e-6);
      return differences[0] ?? NaN;
    });
    expect(Math.max(...amounts)).toBeLessThanOrEqual(0.5);
    expect(Math.max(...amounts)).toBeGreaterThan(0.45);
    expect(Math.min(...amounts)).toBeGreaterThanOrEqual(-0.5);
    expect(Math.min(...amounts)).toBeLessThan(-0.45);
  });

  it('stretches an image around its mean', () => {
    const before = flat(original());
    // Of both channels: the first begins at -1, the second half a step above.
    const centre = -0.55;
    for (const image of changed({ contrast: 0.5 })) {
      const factors = flat(image).map((value, i) => (value - centre) / ((before[i] ?? NaN) - centre));
      expect(Math.max(...factors) - Math.min(...factors)).toBeLessThan(1e-3);
      expect(mean(factors)).toBeGreaterThanOrEqual(0.5 - 1e-3);
      expect(mean(factors)).toBeLessThanOrEqual(1.5 + 1e-3);
    }
  });

  it('shifts by whole pixels in either direction, zeros where it was', () => {
    const before = original();
    const shifts = new Set(
      changed({ shift: 0.25 }).map((image) => {
        for (let down = -2; down <= 2; down++)
          for (let right = -2; right <= 2; right++) {
            const expected = before.map((row, y) => row.map((_, x) => before[y - down]?.[x - right] ?? 0));
            if (JSON.stringify(expected) === JSON.stringify(image)) return `${down} ${right}`;
          }
        return 'no shift';
      }),
    );
    // Each of 25 shifts is missing among 200 images with a probability of 3e-4.
    expect(shifts.size).toBe(25);
    expect(shifts).not.toContain('no shift');
  });

  it('blanks a square, which may reach over the edge', () => {
    const before = original();
    const areas = changed({ cutout: 0.5 }).map((image) => {
      const blank = image.map((row, y) =>
        row.map((value, x) => {
          if (value !== 0) expect(value).toBe(before[y]?.[x]);
          return value === 0;
        }),
      );
      const rows = blank.filter((row) => row.includes(true));
      const widths = rows.map((row) => row.filter(Boolean).length);
      expect(new Set(widths).size).toBe(1);
      return rows.length * (widths[0] ?? 0);
    });
    expect(Math.max(...areas)).toBe(16);
    expect(Math.min(...areas)).toBeGreaterThanOrEqual(4);
    expect(Math.min(...areas)).toBeLessThan(16);
  });

  it('leaves alone as many images as it is told to', () => {
    const before = JSON.stringify(original());
    const untouched = (share: number): number =>
      changed({ brightness: 0.5 }, share).filter((image) => JSON.stringify(image) === before).length;
    expect([untouched(0), untouched(1)]).toEqual([count, 0]);
    // 150, give or take four standard errors.
    expect(Math.abs(untouched(0.25) - 150)).toBeLessThan(25);
    for (const key of ['contrast', 'shift', 'cutout'] as const)
      expect(changed({ [key]: 0.5 }, 0).every((image) => JSON.stringify(image) === before)).toBe(true);
  });

  it('lets a gradient through to each pixel that is still to be seen', () => {
    const all = { brightness: 0.5, contrast: 0.5, shift: 0.125, cutout: 0.5 };
    const [gradient, difference] = tf.tidy(() => {
      const few = tf.slice(images(), 0, 3) as tf.Tensor4D;
      const weights = tf.randomNormal(few.shape, 0, 1, 'float32', 5);
      const f = (x: tf.Tensor): tf.Scalar =>
        tf.sum(tf.mul(augment(x as tf.Tensor4D, all, null, new RandomStream('same')), weights));
      const dx = tf.grad(f)(few);
      const towards = tf.randomNormal(few.shape, 0, 1, 'float32', 6) as tf.Tensor4D;
      // Linear in the images, so that the difference is exact but for rounding.
      const moved = tf.sub(f(tf.add(few, towards)), f(tf.sub(few, towards)));
      return [tf.sum(tf.mul(dx, towards)).dataSync()[0], tf.div(moved, 2).dataSync()[0]];
    });
    expect(gradient).toBeCloseTo(difference ?? NaN, 3);
    expect(Math.abs(gradient ?? 0)).toBeGreaterThan(0.1);
  });
});
