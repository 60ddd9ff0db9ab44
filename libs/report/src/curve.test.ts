import { describe, expect, it } from 'vitest';
import { Curve } from './curve.js';

function curveOf(values: number[]): Curve {
  const curve = new Curve();
  values.forEach((value, step) => curve.push(step, value));
  return curve;
}

describe('Curve', () => {
  it('keeps ends and a single spike when it is thinned, steps rising', () => {
    const values = Array.from({ length: 10_000 }, (_, i) => Math.sin(i / 900));
    values[6543] = 40;
    const thin = curveOf(values).downsample(100);
    expect(thin.length).toBe(100);
    expect([thin.steps[0], thin.steps.at(-1)]).toEqual([0, 9999]);
    expect(thin.points()).toContainEqual({ step: 6543, value: 40 });
    expect(thin.steps).toEqual(thin.steps.toSorted((a, b) => a - b));
  });

  it('leaves a short curve as it is', () => {
    expect(curveOf([1, 2, 3]).downsample(3).points()).toEqual(curveOf([1, 2, 3]).points());
  });

  it('forgets what a resumed run says anew', () => {
    const curve = curveOf([10, 11, 12, 13]);
    curve.push(2, 7);
    expect(curve.points()).toEqual([
      { step: 0, value: 10 },
      { step: 1, value: 11 },
      { step: 2, value: 7 },
    ]);
  });

  it('averages without bias at the beginning and anew after a restart', () => {
    expect(curveOf([4, 4, 4]).smooth(0.9).values).toEqual([4, 4, 4]);
    expect(curveOf([0, 6]).smooth(0.5).values).toEqual([0, 4]);
    expect(curveOf([1, 1, 8, 8]).smooth(0.5, [1]).values).toEqual([1, 1, 8, 8]);
  });
});
