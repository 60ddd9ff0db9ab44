import { startEngine } from '@jiagu/engine';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { enlarged, growthAt, reduced } from './growth.js';

beforeAll(() => startEngine());

describe('growthAt', () => {
  const settings = { from: 8, stable: 10, fade: 4 };

  it('goes from size to size, each faded in and then trained as it is', () => {
    const at = (step: number) => growthAt(step, settings, 32);
    for (const [step, expected] of [
      [0, { size: 8, fading: false, alpha: 1 }],
      [9, { size: 8, fading: false, alpha: 1 }],
      [10, { size: 16, fading: true, alpha: 0 }],
      [13, { size: 16, fading: true, alpha: 0.75 }],
      [14, { size: 16, fading: false, alpha: 1 }],
      [23, { size: 16, fading: false, alpha: 1 }],
      [24, { size: 32, fading: true, alpha: 0 }],
      [26, { size: 32, fading: true, alpha: 0.5 }],
      [28, { size: 32, fading: false, alpha: 1 }],
      [1000, { size: 32, fading: false, alpha: 1 }],
    ] as const)
      expect(at(step), `step ${step}`).toEqual(expected);
  });

  it('is at its end from the start where the images are as small as the first ones', () => {
    expect(growthAt(500, settings, 8)).toEqual({ size: 8, fading: false, alpha: 1 });
  });
});

describe('images of another size', () => {
  it('are means of the pixels that go into one, or repeat each', () => {
    tf.tidy(() => {
      const images = tf.tensor4d([1, 3, 5, 7, 2, 6, 0, 0], [1, 2, 4, 1]);
      const square = tf.concat([images, images], 1) as tf.Tensor4D;
      expect(Array.from(reduced(square, 2).dataSync())).toEqual([3, 3, 3, 3]);
      const small = tf.tensor4d([1, 2, 3, 4], [1, 2, 2, 1]);
      expect(Array.from(enlarged(small, 4).dataSync())).toEqual([
        1, 1, 2, 2, 1, 1, 2, 2, 3, 3, 4, 4, 3, 3, 4, 4,
      ]);
    });
  });
});
