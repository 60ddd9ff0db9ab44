import { describe, expect, it } from 'vitest';
import { decodeBmp } from './bmp.js';
import { bmp, type BmpKind, GLYPH } from './image-makers.js';

/** What the glyph is as three equal channels. */
const colours = GLYPH.flat().flatMap((level) => [level, level, level]);
const fields = (...masks: [number, number, number]) => ({ compression: 3, masks }) as const;

/** Lines of pairs of count and colour, the lowest line first, each ended. */
const rle8 = GLYPH.toReversed().flatMap((row) => [...runs(row).flat(), 0, 0]);

function runs(row: readonly number[]): [count: number, colour: number][] {
  const found: [number, number][] = [];
  for (const level of row) {
    const [last, colour] = [found.at(-1), level === 0 ? 0 : 1];
    if (last?.[1] === colour) last[0]++;
    else found.push([1, colour]);
  }
  return found;
}

describe('decodeBmp', () => {
  it.each<[string, BmpKind]>([
    ['1 bit', { bits: 1 }],
    ['1 bit, top-down', { bits: 1, topDown: true }],
    ['4 bits', { bits: 4 }],
    [
      '4 bits, 2 colours',
      {
        bits: 4,
        palette: [
          [0, 0, 0],
          [255, 255, 255],
        ],
      },
    ],
    ['8 bits', { bits: 8 }],
    ['8 bits, top-down', { bits: 8, topDown: true }],
    [
      '8 bits, 2 colours',
      {
        bits: 8,
        palette: [
          [0, 0, 0],
          [255, 255, 255],
        ],
      },
    ],
    ['8 bits, pixels further behind', { bits: 8, gap: 37 }],
    ['16 bits, 5 a channel: white is 255', { bits: 16 }],
    ['16 bits, 5, 6 and 5: white is 255', { bits: 16, ...fields(0xf800, 0x7e0, 0x1f) }],
    ['24 bits', { bits: 24 }],
    ['24 bits, top-down', { bits: 24, topDown: true }],
    ['32 bits without alpha', { bits: 32, alpha: 0 }],
    ['32 bits with alpha', { bits: 32, alpha: 255 }],
    ['32 bits of fields', { bits: 32, ...fields(0xff0000, 0xff00, 0xff) }],
    ['a header of 52 bytes', { header: 52 }],
    ['a header of 56 bytes', { header: 56, bits: 32, ...fields(0xff0000, 0xff00, 0xff) }],
    ['a header of 108 bytes', { header: 108, bits: 32, ...fields(0xff0000, 0xff00, 0xff), alpha: 255 }],
    ['a header of 124 bytes', { header: 124, bits: 32, ...fields(0xff0000, 0xff00, 0xff), alpha: 0 }],
    ['OS/2 1.x, 1 bit', { header: 12, bits: 1 }],
    ['OS/2 1.x, 8 bits', { header: 12, bits: 8 }],
    ['OS/2 1.x, 24 bits', { header: 12 }],
    ['OS/2 2.x, 24 bits', { header: 64 }],
    ['no length of the file', { announced: 0 }],
    ['a wrong length of the file', { announced: 123456 }],
  ])('reads the pixels of %s', (_, kind) => {
    const { width, height, channels, data } = decodeBmp(bmp(GLYPH, kind));
    expect([width, height, channels]).toEqual([21, 14, 3]);
    expect([...data]).toEqual(colours);
  });

  it('reads an inverted palette, bytes behind the pixels, and does without the last padding', () => {
    const inverted = GLYPH.map((row) => row.map((level) => 255 - level));
    const palette = [
      [255, 255, 255],
      [0, 0, 0],
    ] as const;
    expect([...decodeBmp(bmp(inverted, { bits: 1, palette })).data]).toEqual(colours);
    const file = bmp(GLYPH);
    expect([...decodeBmp(Buffer.concat([file, Buffer.alloc(500)])).data]).toEqual(colours);
    expect([...decodeBmp(file.subarray(0, -1)).data]).toEqual(colours);
    expect(() => decodeBmp(file.subarray(0, -300))).toThrow();
  });

  const run = (...body: number[]) =>
    decodeBmp(bmp(GLYPH, { bits: 8, compression: 1, body: Buffer.from(body) }));
  it.each([
    ['a mark of the end', [...rle8, 0, 1]],
    ['no end of the last line, as ImageMagick writes it', [...rle8.slice(0, -2), 0, 1]],
    ['no mark of the end', rle8],
    ['neither', rle8.slice(0, -2)],
    [
      'absolute runs',
      [...GLYPH.toReversed().flatMap((row) => [0, 21, ...row.map((v) => v && 1), 0, 0, 0]), 0, 1],
    ],
  ])('reads run lengths with %s', (_, body) => {
    expect([...run(...body).data]).toEqual(colours);
  });

  /** Levels of one channel. */
  const grey = (data: Uint8Array) => [...data].filter((_, i) => i % 3 === 0);
  const small = (width: number, height: number, kind: BmpKind, ...body: number[]) =>
    grey(decodeBmp(bmp(Array(height).fill(Array(width).fill(0)), { ...kind, body: Buffer.from(body) })).data);

  it('leaves white what the runs leave out: moves, early ends of lines and of the bitmap', () => {
    const kind: BmpKind = { bits: 8, compression: 1 };
    // Lowest line: one pixel, a move by two, one pixel. Next: one pixel. Then a move by one, one up.
    const body = [1, 0, 0, 2, 2, 0, 1, 0, 0, 0, 1, 0, 0, 2, 1, 1, 1, 0, 0, 1];
    expect(small(5, 4, kind, ...body)).toEqual([
      ...[255, 255, 255, 255, 255],
      ...[255, 255, 0, 255, 255],
      ...[0, 255, 255, 255, 255],
      ...[0, 255, 255, 0, 255],
    ]);
  });

  it('reads runs of 4 bits, encoded and absolute, which fill up words', () => {
    const palette = [
      [0, 0, 0],
      [100, 100, 100],
      [200, 200, 200],
    ] as const;
    const kind: BmpKind = { bits: 4, compression: 2, palette };
    expect(small(5, 2, kind, 5, 0x12, 0, 0, 0, 5, 0x01, 0x21, 0x00, 0, 0, 1)).toEqual([
      ...[0, 100, 200, 100, 0],
      ...[100, 200, 100, 200, 100],
    ]);
  });

  it('refuses run lengths that are cut off, lead out of the bitmap, or go from the top down', () => {
    const kind: BmpKind = { bits: 8, compression: 1 };
    expect(() => run(...rle8.slice(0, 20))).toThrow(/cut off in line/);
    expect(() => small(5, 2, kind, 0, 5, 0, 0)).toThrow(/cut off in line 1 of 2/);
    expect(() => small(5, 2, kind, 0, 2, 0, 9, 1, 0)).toThrow(/a move leads out of it/);
    expect(() => small(5, 2, kind, 5, 0, 1, 0)).toThrow(/beyond the end of line 1/);
    expect(() => small(5, 2, { ...kind, palette: [[0, 0, 0]] }, 5, 1, 0, 1)).toThrow(
      /1 colours, but a pixel has number 1/,
    );
    expect(() => small(5, 2, { ...kind, topDown: true }, 0, 1)).toThrow(/top-down/);
    expect(() => small(5, 2, { bits: 4, compression: 1 }, 0, 1)).toThrow(
      /runs are of 8 bits, its pixels of 4/,
    );
  });
});
