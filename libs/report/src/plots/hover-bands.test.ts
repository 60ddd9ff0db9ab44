import { expect, it } from 'vitest';
import { hoverBands } from './hover-bands.js';

interface Band {
  from: number;
  to: number;
  tip: string;
}
const bandsOf = (steps: number[], last: number): Band[] => {
  const { data } = hoverBands({}, last, steps, (i) => `value ${steps[i]}`);
  return (data as { values: Band[] }).values;
};

it('covers the whole axis without gaps, each band around its step', () => {
  expect(bandsOf([10, 30, 40], 50)).toEqual([
    { from: 0, to: 20, tip: 'step 10: value 10' },
    { from: 20, to: 35, tip: 'step 30: value 30' },
    { from: 35, to: 50, tip: 'step 40: value 40' },
  ]);
  expect(bandsOf([7], 9)).toEqual([{ from: 0, to: 9, tip: 'step 7: value 7' }]);
  expect(bandsOf([], 9)).toEqual([]);
});

it('thins many steps, the first and the last among those that are left', () => {
  const bands = bandsOf(
    Array.from({ length: 10_000 }, (_, i) => i + 1),
    10_000,
  );
  expect(bands).toHaveLength(100);
  expect([bands[0]?.tip, bands.at(-1)?.tip]).toEqual(['step 1: value 1', 'step 10,000: value 10000']);
  for (const [i, { to }] of bands.slice(0, -1).entries()) expect(to).toBe(bands[i + 1]?.from);
});
