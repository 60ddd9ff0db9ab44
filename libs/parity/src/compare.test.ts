import { describe, expect, it } from 'vitest';
import { compareNumbers, compareTensor, groupResult } from './compare.js';

describe('a comparison', () => {
  it('sees values in the wrong place though the norm is right', () => {
    const summary = { n: 3, mean: 2, l2: Math.sqrt(14), absmax: 3, at: [0, 2], values: [1, 3] };
    expect(compareTensor('x', summary, [1, 2, 3])).toMatchObject({ relativeError: 0, valueError: 0 });
    const swapped = compareTensor('x', summary, [3, 2, 1]);
    expect(swapped.relativeError).toBe(0);
    expect(swapped.valueError).toBeCloseTo(2 / 3, 10);
    expect(() => compareTensor('x', summary, [1, 2])).toThrow('x has 2 elements, the reference 3');
  });
});

describe('a group', () => {
  const bounds = { worst: 0.5, median: 0.1 };
  const members = (...got: number[]) => got.map((value, i) => compareNumbers(`m${i}`, 1, value));

  it('is judged by its worst member and by its median, the mean of the middle two', () => {
    const group = groupResult('g', bounds, members(1, 1.4, 1.08, 0.9));
    expect(group.worst).toBeCloseTo(0.4, 10);
    expect(group.median).toBeCloseTo(0.09, 10);
    expect(group.passed).toBe(true);
    expect(group.members.map(({ name }) => name)).toEqual(['m1', 'm3', 'm2', 'm0']);
    expect(groupResult('g', bounds, members(1, 1.6, 1)).passed).toBe(false);
    expect(groupResult('g', bounds, members(1.2, 1.2, 1)).passed).toBe(false);
  });

  it('fails by what is not a number, wherever it stands', () => {
    for (const got of [
      [NaN, 1, 1, 1],
      [1, 1, NaN, 1],
    ])
      expect(groupResult('g', bounds, members(...got))).toMatchObject({ passed: false, worst: Infinity });
  });
});
