import { startEngine } from '@jiagu/engine';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { criticFigures, gradientNorm } from './critic-figures.js';

beforeAll(() => startEngine());

const scores = { real: [-1.5, -0.25, 0.25, 0.75, 2], fake: [-2, -1, 0.25, 0.75] };

describe('criticFigures', () => {
  // Means 0.25 and -0.5: half way lies -0.125. Energies are lower for real images.
  it.each([
    ['minimax', 3 / 5, 2 / 4],
    ['non-saturating', 3 / 5, 2 / 4],
    ['least-squares', 2 / 5, 3 / 4],
    ['hinge', 3 / 5, 2 / 4],
    ['wasserstein', 3 / 5, 2 / 4],
    ['relativistic', 3 / 5, 2 / 4],
    ['energy', 2 / 5, 2 / 4],
  ] as const)('counts the scores on their side of the boundary: %s', (loss, real, generated) => {
    tf.tidy(() => {
      const figures = criticFigures(loss, tf.tensor1d(scores.real), tf.tensor1d(scores.fake));
      const values = Object.fromEntries(
        Object.entries(figures).map(([name, value]) => [name, value.dataSync()[0]]),
      );
      expect(values['critic accuracy, real']).toBeCloseTo(real, 6);
      expect(values['critic accuracy, generated']).toBeCloseTo(generated, 6);
      expect(values['critic score, real']).toBeCloseTo(0.25, 6);
      expect(values['critic score, generated']).toBeCloseTo(-0.5, 6);
    });
  });
});

it('the norm of a gradient is that of all its tensors together', () => {
  const norm = tf.tidy(
    () => gradientNorm([tf.tensor1d([3, 0]), tf.tensor2d([[4]]), tf.scalar(12)]).dataSync()[0],
  );
  expect(norm).toBeCloseTo(13, 5);
});
