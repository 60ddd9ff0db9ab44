import { expect, it } from 'vitest';
import { overlap, scoreHistogramPlot, scoresOverTime } from './score-histogram-plot.js';

const scores = (step: number, real: number[], generated: number[]) => ({
  step,
  from: -1,
  to: 3,
  counts: { real, generated },
});

it('shows the first, the middle and the last evaluation, or as many as there are', () => {
  const all = [10, 20, 30, 40, 50].map((step) => scores(step, [1], [1]));
  const steps = (count: number) => scoresOverTime(all.slice(0, count)).map(({ step }) => step);
  expect([0, 1, 2, 3, 5].map(steps)).toEqual([[], [10], [10, 20], [10, 20, 30], [10, 30, 50]]);
});

it('tells how far two histograms cover each other, whatever the number of images', () => {
  // Shares 0.25 0.75 0 and 0 0.5 0.5: the second bin has 0.5 in common.
  expect(overlap(scores(1, [1, 3, 0], [0, 1, 1]), 'real', 'generated')).toBeCloseTo(0.5, 12);
  expect(overlap(scores(1, [2, 6, 2], [1, 3, 1]), 'real', 'generated')).toBeCloseTo(1, 12);
  expect(overlap(scores(1, [2, 0], [0, 9]), 'real', 'generated')).toBe(0);
  expect(overlap(scores(1, [2, 0], [0, 9]), 'real', 'held out')).toBeUndefined();
});

it('draws the shares at the middles of the bins, a panel an evaluation', async () => {
  const { wide, data, description } = await scoreHistogramPlot([
    scores(5, [1, 3], [2, 0]),
    scores(9, [0, 1], [0, 4]),
  ]);
  expect(data.slice(0, 4)).toMatchObject([
    { step: 5, kind: 'real', score: 0, share: 0.25 },
    { step: 5, kind: 'real', score: 2, share: 0.75 },
    { step: 5, kind: 'generated', score: 0, share: 1 },
    { step: 5, kind: 'generated', score: 2, share: 0 },
  ]);
  expect(wide).toContain('step 5');
  expect(wide).toContain('step 9');
  expect(description).toMatch(
    /step 5 from -1 to 3, overlap 25\u00a0%; step 9 from -1 to 3, overlap 100\u00a0%/,
  );
});
