import { startEngine } from '@jiagu/engine';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { AdaptiveProbability } from './adaptive-probability.js';

beforeAll(() => startEngine());

const options = { target: 0.6, images: 1000, every: 4 };

/** The probability after each update on scores of which this many of ten are positive. */
function follow(subject: AdaptiveProbability, positives: readonly number[], from = 0): number[] {
  return positives.map((count, i) =>
    tf.tidy(() => {
      const scores = tf.tensor2d(
        Array.from({ length: 10 }, (_, k) => (k < count ? 0.1 : -5)),
        [10, 1],
      );
      subject.observe(scores, 10, () => from + i);
      return subject.probability.value.dataSync()[0] ?? NaN;
    }),
  );
}

describe('AdaptiveProbability', () => {
  it('moves every few updates by images / 1000 towards what brings the mean sign to the target', () => {
    const subject = new AdaptiveProbability(options);
    // Nine positives of ten: a mean sign of 0.8; 40 images are 0.04.
    const risen = follow(subject, Array(8).fill(9));
    [0, 0, 0, 0.04, 0.04, 0.04, 0.04, 0.08].forEach((value, i) => expect(risen[i]).toBeCloseTo(value, 6));
    // Of four updates the mean counts: 1, 0.2, 1 and 0, which is 0.55.
    expect(follow(subject, [10, 6, 10, 5], 8).at(-1)).toBeCloseTo(0.04, 6);
    // Below 0 it does not go.
    expect(follow(subject, Array(12).fill(0), 12).at(-1)).toBe(0);
    subject.dispose();
  });

  it('stops at 1', () => {
    const subject = new AdaptiveProbability({ target: 0.6, images: 15, every: 1 });
    const risen = follow(subject, [10, 10, 10]);
    expect(risen[0]).toBeCloseTo(10 / 15, 6);
    expect(risen.slice(1)).toEqual([1, 1]);
    subject.dispose();
  });
});
