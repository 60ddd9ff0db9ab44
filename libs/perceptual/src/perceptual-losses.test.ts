import * as tf from '@tensorflow/tfjs-core';
import { startEngine } from '@jiagu/engine';
import { describe, expect, it } from 'vitest';
import { reconstructionLoss, translationLoss } from './perceptual-losses.js';
import type { Slices } from './perceptual-network.js';

await startEngine();

/** Five slices of 2 x 1 pixels and one channel. */
const slices = (...pixels: [number, number][]): Slices =>
  pixels.map((pair) => tf.tensor4d(pair, [1, 2, 1, 1])) as Slices;
const value = (loss: tf.Scalar): number => loss.dataSync()[0] ?? NaN;

const translated = slices([1, 3], [0, 0], [5, 1], [1, 2], [4, 4]);
const structure = slices([9, 9], [9, 9], [9, 9], [3, 1], [4, 12]);
const texture = slices([0, 8], [1, -3], [2, 0], [9, 9], [9, 9]);

describe('the translation loss', () => {
  // Averages over the plane 2, 0, 3 against 4, -1, 1; place by place (2 + 1) / 2 and (0 + 8) / 2.
  it.each([
    ['as published, every texture term alike', [1, 1, 1], [1 / 4, 1], 2 + 1 + 2 + 1.5 / 4 + 4],
    [
      'with the weights of the slices',
      [1 / 32, 1 / 16, 1 / 8],
      [1 / 4, 1],
      2 / 32 + 1 / 16 + 2 / 8 + 1.5 / 4 + 4,
    ],
    ['of texture alone', [1, 1, 1], [0, 0], 5],
  ])('%s', (_, textureWeights, structureWeights, expected) => {
    const weights = { texture: textureWeights, structure: structureWeights };
    expect(value(translationLoss(translated, structure, texture, weights))).toBeCloseTo(expected, 6);
  });
});

describe('the reconstruction loss', () => {
  it('compares every slice place by place', () => {
    const loss = reconstructionLoss(translated, texture, [1 / 32, 1 / 16, 1 / 8, 0, 1]);
    expect(value(loss)).toBeCloseTo((1 + 5) / 2 / 32 + (1 + 3) / 2 / 16 + (3 + 1) / 2 / 8 + 5, 6);
  });
});
