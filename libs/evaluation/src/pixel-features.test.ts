import { startEngine } from '@jiagu/engine';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { pixelFeatures } from './pixel-features.js';

beforeAll(() => startEngine());

const levels = (images: tf.Tensor4D, size: number) =>
  Array.from(pixelFeatures(size).see(images).features.dataSync());

describe('pixelFeatures', () => {
  it('gives each new pixel the mean of the area that it covers', () => {
    // Rows of 0 3 6 9; 4 -> 3 cuts off at 4/3 and 8/3 of a pixel.
    const rows = tf.tensor4d(
      [0, 3, 6, 9].flatMap((level) => Array(4).fill(level)),
      [1, 4, 4, 1],
    );
    const [top, middle, bottom] = [
      (0 + 3 / 3) / (4 / 3),
      (3 * (2 / 3) + 6 * (2 / 3)) / (4 / 3),
      (6 / 3 + 9) / (4 / 3),
    ];
    const expected = [top, middle, bottom].flatMap((level) => [level, level, level]);
    for (const [i, level] of levels(rows, 3).entries()) expect(level).toBeCloseTo(expected[i] as number, 5);
  });

  it('tells rows from columns', () => {
    const image = tf.tensor4d([1, 2, 3, 4], [1, 2, 2, 1]);
    expect(levels(image, 2)).toEqual([1, 2, 3, 4]);
    expect(levels(tf.tensor4d([1, 1, 2, 2, 1, 1, 2, 2, 3, 3, 4, 4, 3, 3, 4, 4], [1, 4, 4, 1]), 2)).toEqual([
      1, 2, 3, 4,
    ]);
  });

  it('weighs colours as their brightness', () => {
    const colours = tf.tensor4d([1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 1, 1], [4, 1, 1, 3]);
    const expected = [0.299, 0.587, 0.114, 1];
    for (const [i, level] of levels(colours, 1).entries())
      expect(level).toBeCloseTo(expected[i] as number, 6);
  });
});
