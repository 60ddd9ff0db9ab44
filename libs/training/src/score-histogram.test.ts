import { expect, it } from 'vitest';
import { scoreHistogram } from './score-histogram.js';

it('counts the scores of all groups in the same bins, the greatest in the last one', () => {
  // Bins of a width of 2 from -3: [-3, -1), [-1, 1), [1, 3), [3, 5].
  const groups = {
    real: Float32Array.of(5, 3, 2.5, -1, NaN),
    generated: Float32Array.of(-3, -1.5, 0, -Infinity),
  };
  expect(scoreHistogram(groups, 4)).toEqual({
    from: -3,
    to: 5,
    counts: { real: [0, 1, 1, 2], generated: [2, 1, 0, 0] },
  });
});

it('gives equal scores bins too, and none to scores of which none is a number', () => {
  expect(scoreHistogram({ real: Float32Array.of(2, 2), generated: Float32Array.of(2) }, 2)).toEqual({
    from: 1.5,
    to: 2.5,
    counts: { real: [0, 2], generated: [0, 1] },
  });
  expect(scoreHistogram({ real: Float32Array.of(NaN), generated: new Float32Array() }, 2)).toBeNull();
});
