import { describe, expect, it } from 'vitest';
import { describeQuality, filledQuality, warningsOf } from './filled-quality.js';

const row = (...values: number[]) => Float32Array.from(values);
/** Real images a unit apart: whatever is nearer than that to one of them is a copy. */
const real = [row(0, 0), row(1, 0), row(2, 0), row(3, 0)];

describe('filledQuality', () => {
  const drawn = {
    // The first three are read as class 1, the last two as class 2.
    logits: [row(0, 9, 0), row(0, 9, 0), row(0, 9, 0), row(0, 0, 9), row(0, 0, 9)],
    labels: [1, 1, 1, 2, 1],
    // A copy, a near copy, three that are none.
    features: [row(2, 0), row(2, 0.5), row(0, 5), row(9, 0), row(0, 3)],
  };
  const groups = [
    { name: 'head', labels: [0] },
    { name: 'few', labels: [1] },
    { name: 'tail', labels: [2] },
  ];

  it('tells of each group and of all how many are read right, and how many are no copies', () => {
    expect(filledQuality(drawn, real, groups)).toEqual([
      { group: 'head', classes: 0, images: 0, labelCorrectness: null, authenticity: null },
      { group: 'few', classes: 1, images: 4, labelCorrectness: 0.75, authenticity: 0.5 },
      { group: 'tail', classes: 1, images: 1, labelCorrectness: 1, authenticity: 1 },
      { group: 'all', classes: 2, images: 5, labelCorrectness: 0.8, authenticity: 0.6 },
    ]);
  });

  it('warns of groups below 80 %, not of others', () => {
    const qualities = filledQuality(drawn, real, groups);
    expect(warningsOf(qualities)).toEqual([expect.stringContaining('only 75.0 % of the images of few')]);
    expect(describeQuality(qualities)).toMatch(/few +1 +4 +75\.0 % +50\.0 %\n(.*\n)*warning: the recogniser/);
  });
});
