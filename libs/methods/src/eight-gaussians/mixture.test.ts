import { RandomStream } from '@jiagu/random';
import { describe, expect, it } from 'vitest';
import { centres, countModes, drawPoint, type Point } from './mixture.js';

/** Points around a mode, all at one distance from it. */
const around = (mode: number, distance: number, count: number): Point[] => {
  const [x, y] = centres[mode] ?? [NaN, NaN];
  return Array.from({ length: count }, (_, i): Point => [
    x + distance * Math.cos(i),
    y + distance * Math.sin(i),
  ]);
};
/** Far from all modes. */
const nowhere = (count: number): Point[] => Array.from({ length: count }, (): Point => [0, 0]);

describe('countModes', () => {
  it('finds all eight in points of the mixture itself', () => {
    const random = new RandomStream('mixture');
    const points = Array.from({ length: 2500 }, () => drawPoint(random));
    const { modes, highQuality } = countModes(points);
    expect(modes).toBe(8);
    // 1 - exp(-9 / 2), within five standard errors.
    const share = 1 - Math.exp(-4.5);
    expect(Math.abs(highQuality - share)).toBeLessThan(5 * Math.sqrt((share * (1 - share)) / 2500));
    const middle = points.reduce(([a, b], [x, y]): Point => [a + x / 2500, b + y / 2500], [0, 0]);
    expect(Math.hypot(...middle)).toBeLessThan(0.15);
  });

  it('counts a mode from 20 of 2,500 points on', () => {
    expect(countModes([...around(3, 0.1, 20), ...nowhere(2480)]).modes).toBe(1);
    expect(countModes([...around(3, 0.1, 19), ...nowhere(2481)]).modes).toBe(0);
  });

  it('takes points within ten standard deviations for a mode, within three for good', () => {
    expect(countModes([...around(0, 0.199, 50), ...around(5, 0.201, 50)]).modes).toBe(1);
    const close = [...around(0, 0.059, 30), ...around(5, 0.061, 70)];
    expect(countModes(close)).toEqual({ modes: 2, highQuality: 0.3 });
  });

  it('is not deceived by a single good mode', () => {
    expect(countModes(around(6, 0.01, 2500))).toEqual({ modes: 1, highQuality: 1 });
  });

  it('has its modes at 45 degrees from each other, two from the middle', () => {
    expect(centres[0]).toEqual([2, 0]);
    centres.forEach(([x, y], i) => {
      expect(Math.hypot(x, y)).toBeCloseTo(2, 12);
      const [a, b] = centres[(i + 1) % 8] ?? [NaN, NaN];
      expect(Math.hypot(x - a, y - b)).toBeCloseTo(4 * Math.sin(Math.PI / 8), 12);
    });
  });
});
