import { preprocessSchema, type Preprocess } from '@jiagu/config';
import { describe, expect, it } from 'vitest';
import type { Pixels } from '../pixels.js';
import { resize } from '../resize.js';
import { flatten } from './flatten.js';
import { preprocess } from './preprocess.js';

/** A grey image of one row of digits a line, times 10. */
const image = (...rows: string[]): Pixels => ({
  width: rows[0]?.length ?? 0,
  height: rows.length,
  channels: 1,
  data: Uint8Array.from(rows.join(''), (digit) => 10 * Number(digit)),
});
const rows = ({ width, data }: Pixels) =>
  Array.from({ length: data.length / width }, (_, y) =>
    Array.from(data.subarray(y * width, (y + 1) * width), (value) => Math.round(value / 10)).join(''),
  );
const apply = (pixels: Pixels, options: Partial<Preprocess>, side: number) =>
  preprocess(pixels, preprocessSchema.parse(options), side);

describe('preprocess', () => {
  const letterbox = image('00000000', '00000000', '01900000', '02380000', '00000000', '00000000');

  it('does no more than resize by default', () => {
    expect(apply(letterbox, {}, 4)).toEqual(resize(letterbox, 4, 4, 'bicubic'));
  });

  it('cuts off a border of constant level, of whichever level', () => {
    const cut = apply(letterbox, { trim: 'border' }, 3);
    expect(cut).toEqual(resize(image('190', '238'), 3, 3, 'bicubic'));
    const inverse = { ...letterbox, data: letterbox.data.map((value) => 255 - value) };
    expect(apply(inverse, { trim: 'border', invert: true }, 3)).toEqual(cut);
  });

  it('leaves an image that would lose nearly everything', () => {
    const speck = image('0000000000', '0000000000', '0000900000', '0000000000', '0000000000', '0000000000');
    expect(apply(speck, { trim: 'border' }, 6)).toEqual(resize(speck, 6, 6, 'bicubic'));
    expect(apply(image('333', '333'), { trim: 'ink' }, 2)).toEqual(image('33', '33'));
  });

  it('crops to the strokes but not to faint stains, and leaves a margin of the level of the ground', () => {
    const { data, ...size } = image('2222222', '2322222', '2222222', '2229922', '2229922', '2222222');
    const stained = { ...size, data: data.map((value) => (value === 90 ? 250 : value)) };
    const made = apply(stained, { trim: 'ink', margin: 0.25 }, 4);
    expect([...made.data].map((value) => value / 10)).toEqual([
      2, 2, 2, 2, 2, 25, 25, 2, 2, 25, 25, 2, 2, 2, 2, 2,
    ]);
  });

  it('pads to a square with the ground, the image in the middle', () => {
    expect(rows(apply(image('5555', '5995'), { square: 'pad' }, 4))).toEqual([
      '5555',
      '5555',
      '5995',
      '5555',
    ]);
  });

  it('evens out a ground that grows brighter and keeps the strokes', () => {
    const sloping: Pixels = {
      width: 40,
      height: 40,
      channels: 1,
      data: Uint8Array.from({ length: 1600 }, (_, i) => 2 * (i % 40) + 40 + (i % 40 === 20 ? 100 : 0)),
    };
    const { data } = flatten(sloping, 0.3);
    const row = data.subarray(800, 840);
    // Away from the edges the slope of 2 a pixel is gone, and the stroke stands out by as much as before.
    const [before, after, stroke] = [row[12] ?? NaN, row[28] ?? NaN, row[20] ?? NaN];
    expect(Math.abs(after - before)).toBeLessThanOrEqual(1);
    expect(stroke - before).toBeGreaterThan(85);
    expect(flatten({ ...sloping, data: new Uint8Array(1600).fill(70) }, 0.3).data).toEqual(
      new Uint8Array(1600).fill(70),
    );
  });
});
