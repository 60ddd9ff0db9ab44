import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeImage, decodeImageAsStored } from './decode-image.js';
import { bmp, gif, GLYPH, png, type PngKind, tiff, type TiffKind } from './image-makers.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'jiagu-formats-'));
});
afterAll(() => rm(folder, { recursive: true }));

let files = 0;

/** Levels of a file without an ending. */
async function levels(content: Uint8Array): Promise<number[]> {
  const path = join(folder, `image${files++}`);
  await writeFile(path, content);
  const { width, height, channels, data } = await decodeImage(path, 1);
  expect([width, height, channels]).toEqual([21, 14, 1]);
  return [...data];
}

const glyph = GLYPH.flat();
const bit = (level: number) => [level && 1];
const farthest = (found: readonly number[]) =>
  found.reduce((d, v, i) => Math.max(d, Math.abs(v - (glyph[i] ?? NaN))), 0);

describe('decodeImageAsStored', () => {
  it.each<[string, PngKind]>([
    ['1 bit', { depth: 1, to: bit }],
    ['2 bits', { depth: 2, to: (v) => [v && 3] }],
    ['4 bits', { depth: 4, to: (v) => [v && 15] }],
    ['8 bits', {}],
    ['16 bits', { depth: 16, to: (v) => [v * 257] }],
    ['16 bits and colours', { depth: 16, colour: 2, to: (v) => [v * 257, v * 257, v * 257] }],
    ['interlaced lines', { interlaced: true }],
    ['colours', { colour: 2, to: (v) => [v, v, v] }],
    ['full opacity', { colour: 6, to: (v) => [v, v, v, 255] }],
    ['a palette', { colour: 3, palette: [0, 0, 0, 255, 255, 255], to: bit }],
    ['a palette of 1 bit', { depth: 1, colour: 3, palette: [0, 0, 0, 255, 255, 255], to: bit }],
    ['ink on a transparent ground', { colour: 4, to: (v) => [0, v === 0 ? 255 : 0] }],
    [
      'a transparent colour of a palette',
      { colour: 3, palette: [0, 0, 0, 9, 9, 9], transparency: [255, 0], to: bit },
    ],
    ['a transparent level', { transparency: [0, 255] }],
    ['black beneath what is transparent', { colour: 6, to: (v) => [0, 0, 0, v === 0 ? 255 : 0] }],
  ])('reads a PNG file of %s', async (_, kind) => {
    expect(await levels(png(GLYPH, kind))).toEqual(glyph);
  });

  it.each<[string, TiffKind]>([
    ['8 bits', {}],
    ['8 bits, the greater byte first', { bigEndian: true }],
    ['8 bits, the least white', { photometric: 0, to: (v) => [255 - v] }],
    ['1 bit', { bits: 1, to: bit }],
    ['1 bit, the least white', { bits: 1, photometric: 0, to: (v) => [v === 0 ? 1 : 0] }],
    ['16 bits', { bits: 16, to: (v) => [v * 257] }],
    ['16 bits, the greater byte first', { bits: 16, bigEndian: true, to: (v) => [v * 257] }],
    ['16 bits, the least white', { bits: 16, photometric: 0, to: (v) => [65535 - v * 257] }],
    ['colours', { photometric: 2, to: (v) => [v, v, v] }],
    ['8 bits, offsets of 8 bytes', { bigTiff: true }],
  ])('reads a TIFF file of %s', async (_, kind) => {
    expect(await levels(tiff(GLYPH, kind))).toEqual(glyph);
  });

  it.each([
    ['text of bits', `P1\n# by hand\n21 14\n${glyph.map((v) => (v === 0 ? 1 : 0)).join('')}\n`],
    ['text of levels', `P2 21 14 7\n${glyph.map((v) => v && 7).join(' ')}\n`],
    ['text of colours', `P3\n21\n14\n255\n${glyph.map((v) => `${v} ${v} ${v}`).join('\n')}`],
    [
      'bits',
      bytes(
        'P4\n21 14\n',
        GLYPH.flatMap((row) => [0, 8, 16].map((x) => byteOf(row.slice(x, x + 8)))),
      ),
    ],
    ['levels', bytes('P5\n# a comment\n21 14\n255\n', glyph)],
    [
      'levels of 12 bits',
      bytes(
        'P5 21 14 4095\n',
        glyph.flatMap((v) => (v === 0 ? [0, 0] : [15, 255])),
      ),
    ],
    [
      'colours',
      bytes(
        'P6 21 14 255\n',
        glyph.flatMap((v) => [v, v, v]),
      ),
    ],
  ])('reads a PNM file of %s', async (_, content) => {
    expect(await levels(Buffer.from(content))).toEqual(glyph);
  });

  it('refuses PNM files that are cut off or announce too much', async () => {
    for (const [content, message] of [
      ['P5 21 14 255\n1234', /cut off: 4 of its 294 samples/],
      ['P5 30000 30000 255\n', /30000 x 30000 pixels; at most/],
      ['P5 21 14 70000\n', /levels up to 70000/],
      ['P2 2 1 7\n8 1', /a sample is 8, above the maximum 7/],
      ['P6 21 ', /P6|header|unsupported/],
    ] as const)
      await expect(levels(Buffer.from(content)), content).rejects.toThrow(message);
  });

  it('reads GIF files, of several pictures the first', async () => {
    expect(await levels(gif(GLYPH))).toEqual(glyph);
    expect(await levels(gif(GLYPH, 3))).toEqual(glyph);
  });

  const base = () => sharp(png(GLYPH));
  const rgb = () => base().toColourspace('srgb');
  const jpeg = { quality: 100, chromaSubsampling: '4:4:4' };
  it.each<[string, number, () => Sharp]>([
    ['grey JPEG', 3, () => base().toColourspace('b-w').jpeg(jpeg)],
    ['JPEG of colours', 3, () => rgb().jpeg(jpeg)],
    ['progressive JPEG', 3, () => rgb().jpeg({ ...jpeg, progressive: true })],
    ['JPEG of inks', 40, () => rgb().toColourspace('cmyk').jpeg(jpeg)],
    ['lossless WebP', 0, () => base().webp({ lossless: true })],
    ['AVIF', 3, () => rgb().avif({ lossless: true, effort: 0 })],
    [
      'TIFF of fax lines',
      0,
      () => base().toColourspace('b-w').tiff({ compression: 'ccittfax4', bitdepth: 1 }),
    ],
    [
      'TIFF of fax lines, the least white',
      0,
      () => base().toColourspace('b-w').tiff({ compression: 'ccittfax4', bitdepth: 1, miniswhite: true }),
    ],
    ['TIFF of LZW', 0, () => base().tiff({ compression: 'lzw' })],
    ['TIFF of JPEG', 3, () => rgb().tiff({ compression: 'jpeg', quality: 100 })],
    [
      'TIFF of tiles',
      0,
      () => base().tiff({ compression: 'none', tile: true, tileWidth: 16, tileHeight: 16 }),
    ],
    ['PNG with a colour profile', 2, () => rgb().withIccProfile('p3').png()],
    [
      'JPEG turned by 180 degrees, with a mark',
      3,
      () => rgb().rotate(180).withMetadata({ orientation: 3 }).jpeg(jpeg),
    ],
    [
      'JPEG turned by 270 degrees, with a mark',
      3,
      () => rgb().rotate(270).withMetadata({ orientation: 6 }).jpeg(jpeg),
    ],
    [
      'JPEG turned by 90 degrees, with a mark',
      3,
      () => rgb().rotate(90).withMetadata({ orientation: 8 }).jpeg(jpeg),
    ],
  ])('reads a %s', async (_, tolerance, image) => {
    expect(farthest(await levels(await image().toBuffer()))).toBeLessThanOrEqual(tolerance);
  });

  it('reads bytes behind a JPEG file, and refuses a truncated one', async () => {
    const file = await rgb().jpeg(jpeg).toBuffer();
    expect(farthest(await levels(Buffer.concat([file, Buffer.alloc(300, 7)])))).toBeLessThanOrEqual(3);
    await expect(levels(file.subarray(0, Math.floor(0.8 * file.length)))).rejects.toThrow(/can't be read/);
  });

  it('tells of each damaged image what is wrong with that one, however many are read side by side', async () => {
    const large = png(
      Array.from({ length: 99 }, (_, y) => Array.from({ length: 99 }, (_, x) => (x * y * 7919) % 251)),
    );
    const jpegs = await sharp(large).jpeg().toBuffer();
    const kinds: [string, Buffer][] = [
      ['png', large.subarray(0, (2 * large.length) / 3)],
      ['jpeg', jpegs.subarray(0, jpegs.length / 2)],
      ['good', large],
      ['bmp', bmp(GLYPH).subarray(0, 99)],
    ];
    const paths = await Promise.all(
      Array.from({ length: 48 }, async (_, i) => {
        const [kind, content] = kinds[i % kinds.length] as [string, Buffer];
        const path = join(folder, `${kind}${i}`);
        await writeFile(path, content);
        return path;
      }),
    );
    const told = await Promise.all(
      paths.map((path) =>
        decodeImageAsStored(path).then(
          () => 'read',
          (error: Error) => error.message.split(`${path} can't be read: `)[1] ?? 'another file',
        ),
      ),
    );
    const first = told.slice(0, kinds.length);
    expect(first[0]).toMatch(/png/i);
    expect(first[1]).toMatch(/jpe?g/i);
    expect(first[2]).toBe('read');
    expect(told).toEqual(told.map((_, i) => first[i % kinds.length]));
    expect(new Set(first).size).toBe(4);
  });
});

function bytes(header: string, samples: readonly number[]): Buffer {
  return Buffer.concat([Buffer.from(header), Buffer.from(samples)]);
}

const byteOf = (row: readonly number[]): number =>
  Number.parseInt(
    row
      .map((v) => (v === 0 ? '1' : '0'))
      .join('')
      .padEnd(8, '0'),
    2,
  );
