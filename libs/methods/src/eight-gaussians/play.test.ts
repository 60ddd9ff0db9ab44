import * as tf from '@tensorflow/tfjs-core';
import { startEngine } from '@jiagu/engine';
import { beforeAll, describe, expect, it } from 'vitest';
import { combine, TOY_LOSSES, TOY_REMEDIES } from './contests.js';
import { playEightGaussians } from './play.js';

beforeAll(() => startEngine());

const contests = [
  ...TOY_LOSSES.map((loss) => [loss, 'none'] as const),
  ...TOY_REMEDIES.map((remedy) => ['minimax', remedy] as const),
];

describe('playEightGaussians', () => {
  it.each(contests)('trains %s with %s, compiled, and leaves nothing behind', (loss, remedy) => {
    const before = tf.memory().numTensors;
    const points = playEightGaussians({ loss, remedy, seed: 0, steps: 2, points: 40 }, expect.fail);
    expect(points).toHaveLength(40);
    for (const value of points.flat()) expect(Math.abs(value)).toBeLessThanOrEqual(2.5);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('leads points from the middle out to the circle', () => {
    const radius = (steps: number): number => {
      const points = playEightGaussians(
        { loss: 'non-saturating', remedy: 'none', seed: 0, steps, points: 200 },
        expect.fail,
      );
      return points.reduce((sum, [x, y]) => sum + Math.hypot(x, y) / 200, 0);
    };
    expect(radius(1)).toBeLessThan(0.7);
    expect(radius(200)).toBeGreaterThan(1.2);
  });
});

it('a critic that compares points takes no penalty on its gradient', () => {
  expect(combine('wasserstein-gradient-penalty', 'minibatch-discrimination')).toBe(false);
  expect(combine('relativistic-r1-r2', 'minibatch-discrimination')).toBe(false);
  expect(combine('wasserstein-clip', 'minibatch-discrimination')).toBe(true);
});
