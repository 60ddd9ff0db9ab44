import * as tf from '@tensorflow/tfjs-core';
import { startEngine } from '@jiagu/engine';
import { beforeAll, describe, expect, it } from 'vitest';
import { invertShare } from './invert-share.js';

beforeAll(() => startEngine());

describe('invertShare', () => {
  const images = (): tf.Tensor4D => tf.tensor4d([1, 2, 3, 4, 5, 6, 7, 8], [8, 1, 1, 1]);

  it.each([
    [0, [1, 2, 3, 4, 5, 6, 7, 8]],
    [0.5, [1, -2, 3, -4, 5, -6, 7, -8]],
    [0.25, [1, 2, 3, -4, 5, 6, 7, -8]],
    [1, [-1, -2, -3, -4, -5, -6, -7, -8]],
  ])('swaps dark and light of a share of %f, evenly spread', (share, expected) => {
    expect(Array.from(invertShare(images(), share).dataSync())).toEqual(expected);
  });
});
