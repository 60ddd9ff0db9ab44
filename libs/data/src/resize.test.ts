import { describe, expect, it } from 'vitest';
import { resize } from './resize.js';

const row = (...values: number[]) => ({
  width: values.length,
  height: 1,
  channels: 1 as const,
  data: Uint8Array.from(values),
});
const column = (...values: number[]) => ({ ...row(...values), width: 1, height: values.length });

/** Expected values are worked out by hand from Pillow's definition; fractions of the weights stand beside. */
describe('resize', () => {
  it('widens the bilinear filter when an image shrinks', () => {
    // Weights 3/7 3/7 1/7 of the first three, 1/7 3/7 3/7 of the last three: 500/7 and 820/7.
    expect([...resize(row(0, 100, 200, 40), 2, 1, 'bilinear').data]).toEqual([71, 117]);
    expect([...resize(column(0, 100, 200, 40), 1, 2, 'bilinear').data]).toEqual([71, 117]);
  });

  it('interpolates between pixel centres and repeats the border', () => {
    expect([...resize(row(0, 100), 4, 1, 'bilinear').data]).toEqual([0, 25, 75, 100]);
  });

  it('weighs four neighbours by cubic convolution with a = -0.5', () => {
    // At 1.75: -0.0703125 * 0 + 0.8671875 * 100 + 0.2265625 * 200 - 0.0234375 * 40 = 131.09.
    expect(resize(row(0, 100, 200, 40), 8, 1, 'bicubic').data[3]).toBe(131);
  });

  it('clips what the cubic filter overshoots', () => {
    const { data } = resize(row(0, 0, 255, 255), 8, 1, 'bicubic');
    expect([data[2], data[5]]).toEqual([0, 255]);
  });

  it('keeps channels apart and changes nothing at the same size', () => {
    const colour = { width: 2, height: 1, channels: 3 as const, data: Uint8Array.of(0, 50, 200, 100, 50, 0) };
    expect([...resize(colour, 2, 1, 'bicubic').data]).toEqual([...colour.data]);
    expect([...resize(colour, 4, 1, 'bilinear').data]).toEqual([
      0, 50, 200, 25, 50, 150, 75, 50, 50, 100, 50, 0,
    ]);
  });
});
