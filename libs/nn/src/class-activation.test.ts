import { startEngine } from '@jiagu/engine';
import { RandomStreams } from '@jiagu/random';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { activationHeat, classActivation } from './class-activation.js';
import { Linear } from './layers/linear.js';
import { globalAveragePool } from './ops/global-average-pool.js';

beforeAll(() => startEngine());

describe('classActivation', () => {
  it('averages to the logit less the mean logit', () => {
    tf.tidy(() => {
      const head = new Linear(5, 4, 'torch', new RandomStreams(1).stream('init'));
      const maps = tf.randomNormal<tf.Rank.R4>([3, 2, 6, 5], 0, 1, 'float32', 7);
      const classify = (features: tf.Tensor2D) => head.forward(features);
      const classes = [2, 0, 3];
      const logits = classify(globalAveragePool(maps)).arraySync();
      const averages = tf.mean(classActivation(maps, classify, classes), [1, 2]).arraySync() as number[];
      for (const [n, average] of averages.entries()) {
        const scores = logits[n] as number[];
        const mean = scores.reduce((sum, score) => sum + score) / scores.length;
        expect(average).toBeCloseTo((scores[classes[n] as number] as number) - mean, 5);
      }
    });
  });

  it('is where the evidence is', () => {
    tf.tidy(() => {
      // The first feature speaks for class 0, the second for class 1.
      const maps = tf.tensor4d([0, 0, 6, 0, 0, 2, 0, 0], [1, 2, 2, 2]);
      const activation = classActivation(maps, (features) => features, [0]);
      expect(activation.arraySync()).toEqual([
        [
          [0, 3],
          [-1, 0],
        ],
      ]);
    });
  });

  it('refuses another number of classes than of images', () => {
    const activation = () => classActivation(tf.zeros([2, 1, 1, 3]), (features) => features, [1]);
    expect(() => tf.tidy(activation)).toThrow('1 classes for 2 images');
  });
});

describe('activationHeat', () => {
  it('enlarges, leaves what speaks against at 0 and ends at 1; an image without evidence stays dark', () => {
    tf.tidy(() => {
      const heat = activationHeat(tf.tensor3d([-1, 0, 0, 3, -2, -2, -2, -2], [2, 2, 2]), [4, 4]);
      const [lit, dark] = heat.arraySync() as [number[][], number[][]];
      expect(lit[0]?.[0]).toBe(0);
      expect(lit[3]?.[3]).toBe(1);
      // 9/16 of the corner's 3, 1/16 of -1, half way between pixels as PyTorch's interpolate
      expect(lit[2]?.[2]).toBeCloseTo((9 * 3 - 1) / 16 / 3, 5);
      expect(Math.max(...dark.flat())).toBe(0);
    });
  });
});
