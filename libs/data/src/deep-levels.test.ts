import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { decodeDeepLevels, hasDeepSamples } from './deep-levels.js';
import { png, type Rows, tiff, type TiffKind } from './image-makers.js';

const GREY: Rows = [[0, 51, 128, 255]];

async function levels(file: Buffer): Promise<number[] | undefined> {
  expect(hasDeepSamples(file)).toBe(true);
  const pixels = await decodeDeepLevels(file, { failOn: 'error' });
  return pixels && [...pixels.data].filter((_, i) => i % pixels.channels === 0);
}

/** A TIFF file with white at that level. */
const upTo = (white: number, kind: TiffKind = {}) =>
  tiff(GREY, { bits: 32, format: 3, to: (level) => [(level * white) / 255], ...kind });
const whole = (white: number, kind: TiffKind = {}) =>
  tiff(GREY, { bits: 16, to: (level) => [Math.round((level * white) / 255)], ...kind });
const signed = { format: 2 } as const;
const leastWhite = (white: number) =>
  ({ photometric: 0, to: (v: number) => [white - Math.round((v * white) / 255)] }) as const;
const named = (maximum: number, minimum?: number) => ({
  tags: [[341, 11, maximum] as const, ...(minimum === undefined ? [] : [[340, 11, minimum] as const])],
});
const three = (white: number) =>
  ({ photometric: 2, to: (v: number) => Array<number>(3).fill((v * white) / 255) }) as const;

describe('decodeDeepLevels', () => {
  it.each([
    ['floats of 0..1', upTo(1)],
    ['floats of 0..1, the greater byte first', upTo(1, { bigEndian: true })],
    ['floats of 0..1, offsets of 8 bytes', upTo(1, { bigTiff: true })],
    ['floats of 0..1, of three channels', upTo(1, three(1))],
    ['floats of 0..1, the least white', upTo(1, { photometric: 0, to: (v) => [1 - v / 255] })],
    ['floats of 0..255', upTo(255)],
    ['floats of 0..255, of three channels', upTo(255, three(255))],
    ['floats of 0..255, the least white', upTo(255, { photometric: 0, to: (v) => [255 - v] })],
    ['floats of 0..4095', upTo(4095)],
    ['floats of 0..65535', upTo(65535)],
    ['floats of 0..1000, as the file says', upTo(1000, named(1000))],
    ['floats of -1..1, as the file says', upTo(1, { to: (v) => [v / 127.5 - 1], ...named(1, -1) })],
    ['8 bits in 16', whole(255)],
    ['10 bits in 16', whole(1023)],
    ['12 bits in 16', whole(4095)],
    ['12 bits in 16, the greater byte first', whole(4095, { bigEndian: true })],
    ['12 bits in 16, the least white', whole(4095, leastWhite(4095))],
    [
      '12 bits in 16, of three channels',
      whole(4095, { ...three(4095), to: (v) => Array<number>(3).fill(Math.round((v * 4095) / 255)) }),
    ],
    ['14 bits in 16, as the file says', whole(16383, { tags: [[281, 3, 16383]] })],
    ['signed 16 bits', whole(32767, signed)],
    ['signed 12 bits in 16', whole(4095, signed)],
    ['signed 12 bits in 16, the least white', whole(4095, { ...signed, ...leastWhite(4095) })],
    ['32 bits', whole(2 ** 32 - 1, { bits: 32 })],
    ['32 bits, the least white', whole(2 ** 32 - 1, { bits: 32, ...leastWhite(2 ** 32 - 1) })],
    ['8 bits in 32', whole(255, { bits: 32 })],
    ['16 bits in 32', whole(65535, { bits: 32 })],
    ['signed 32 bits', whole(2 ** 31 - 1, { bits: 32, ...signed })],
    ['12 bits in 16 of a PNG file', png(GREY, { depth: 16, to: (v) => [Math.round((v * 4095) / 255)] })],
  ])('gives %s their whole range', async (_, file) => {
    expect(await levels(file)).toEqual([0, 51, 128, 255]);
  });

  it('leaves 16 bits in full to the decoder', async () => {
    expect(await levels(whole(65535))).toBeUndefined();
    expect(await levels(png(GREY, { depth: 16, to: (v) => [v * 257] }))).toBeUndefined();
  });

  it('lays transparency on white, also where it is of 12 bits', async () => {
    const ink = png([[0, 255]], { depth: 16, colour: 4, to: (v) => [0, v === 0 ? 4095 : 0] });
    expect(await levels(ink)).toEqual([0, 255]);
  });

  it.each([
    ['floats of -1..1', upTo(1, { to: (v) => [v / 127.5 - 1] }), /begin at -1;.* to begin at 0/],
    [
      'floats up to 1.02, which would be black of 255',
      upTo(1.02),
      /go up to 1\.0\d+, and the file does not say/,
    ],
    ['floats above 65535', upTo(1e6), /go up to 1000000/],
    ['no numbers', upTo(1, { to: () => [NaN] }), /a sample is NaN/],
    ['negative 16 bits', tiff(GREY, { bits: 16, format: 2, to: (v) => [v - 9] }), /begin at -9/],
    ['negative 32 bits', tiff(GREY, { bits: 32, format: 2, to: (v) => [v - 9] }), /begin at -9/],
    ['a mask of ones in 16 bits', whole(1), /go up to 1,/],
    ['20 bits in 32', whole(2 ** 20 - 1, { bits: 32 }), /go up to 1048575/],
    ['doubles', upTo(1, { bits: 64 }), /64 bits \(float\) are not read; convert/],
  ])('refuses %s', async (_, file, message) => {
    await expect(levels(file)).rejects.toThrow(message);
  });

  it('passes over files of 8 bits', async () => {
    for (const file of [
      png(GREY),
      tiff(GREY),
      await sharp(png(GREY)).jpeg().toBuffer(),
      Buffer.from('II*\0'),
    ])
      expect(hasDeepSamples(file)).toBe(false);
  });
});
