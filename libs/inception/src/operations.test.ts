import { startEngine } from '@jiagu/engine';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { averagePool, maxPool, resizeAsTensorFlow1, toBytes } from './operations.js';

beforeAll(() => startEngine());

const values = (tensor: tf.Tensor) => Array.from(tensor.dataSync());
const square = (side: number, levels: number[]) => tf.tensor4d(levels, [1, side, side, 1]);

describe('resizeAsTensorFlow1', () => {
  it('looks at i * from / to, without the half of a pixel', () => {
    // 2 -> 4: places 0, 0.5, 1 and 1.5, of which the last lies beyond. With halves: 10, 12.5, 17.5, 20.
    const large = values(resizeAsTensorFlow1(square(2, [10, 20, 10, 20]), 4));
    expect(large).toEqual(Array(4).fill([10, 15, 20, 20]).flat());
    // 3 -> 2: places 0 and 1.5.
    const small = values(resizeAsTensorFlow1(square(3, [0, 0, 0, 4, 4, 4, 10, 10, 10]), 2));
    expect(small).toEqual([0, 0, 7, 7]);
  });
});

describe('averagePool', () => {
  it('counts no padding', () => {
    // At a corner the mean of 4, at an edge of 6, in the middle of 9.
    const pooled = values(averagePool(square(3, [1, 2, 3, 4, 5, 6, 7, 8, 9])));
    expect(pooled).toEqual([3, 3.5, 4, 4.5, 5, 5.5, 6, 6.5, 7]);
  });
});

describe('maxPool', () => {
  it('takes whole windows at stride 2, and at stride 1 keeps the size and takes no padding for a 0', () => {
    const levels = Array.from({ length: 36 }, (_, i) => i - 40);
    // Of 6 x 6 the windows from 0 and 2 fit; their largest are at (2, 2), (2, 4), (4, 2) and (4, 4).
    expect(values(maxPool(square(6, levels), 2))).toEqual([14, 16, 26, 28].map((i) => i - 40));
    expect(values(maxPool(square(2, [-4, -3, -2, -1]), 1))).toEqual([-1, -1, -1, -1]);
  });
});

describe('toBytes', () => {
  it('gives whole levels of 0 to 255', () => {
    expect(values(toBytes(tf.tensor4d([-1, 0.0001, 1, 1.2, -3], [1, 1, 5, 1])))).toEqual([
      0, 128, 255, 255, 0,
    ]);
  });
});
