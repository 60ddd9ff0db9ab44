import sharp, { type Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';
import { refuseUnread, sizeOf } from './image-header.js';

const picture = () => sharp({ create: { width: 61, height: 47, channels: 3, background: '#123456' } });

describe('the header of an image', () => {
  it.each<[string, (image: Sharp) => Sharp]>([
    ['PNG', (image) => image.png()],
    ['JPEG', (image) => image.withMetadata({ orientation: 1 }).jpeg()],
    ['GIF', (image) => image.gif()],
    ['lossy WebP', (image) => image.webp()],
    ['lossless WebP', (image) => image.webp({ lossless: true })],
    ['extended WebP', (image) => image.withMetadata({ orientation: 1 }).webp()],
    ['AVIF', (image) => image.avif({ effort: 0 })],
  ])('tells the size of a %s file', async (_, encode) => {
    const bytes = await encode(picture()).toBuffer();
    expect(sizeOf(bytes)).toEqual({ width: 61, height: 47 });
    expect(() => refuseUnread(bytes)).not.toThrow();
    for (const length of [0, 1, 5, 12, 20]) expect(() => sizeOf(bytes.subarray(0, length))).not.toThrow();
  });

  it('tells the size of a bitmap, upside down or of the old kind', () => {
    const start = Buffer.alloc(54);
    start.write('BM');
    start.writeUInt32LE(40, 14);
    start.writeInt32LE(61, 18);
    start.writeInt32LE(-47, 22);
    expect(sizeOf(start)).toEqual({ width: 61, height: 47 });
    start.writeUInt32LE(12, 14);
    start.writeUInt16LE(62, 18);
    start.writeUInt16LE(48, 20);
    expect(sizeOf(start)).toEqual({ width: 62, height: 48 });
  });

  it('tells what browsers read otherwise than training', async () => {
    const deep = await picture().toColourspace('rgb16').png().toBuffer();
    expect(() => refuseUnread(deep)).toThrow('16 bits');
    const tiff = await picture().tiff().toBuffer();
    expect(() => refuseUnread(tiff)).toThrow('TIFF');
    for (const [text, words] of [
      ['P5 2 2 255 ', 'PGM'],
      ['<svg xmlns="x">', 'drawing'],
      ['\n<?xml version="1.0"?>', 'drawing'],
    ] as const)
      expect(() => refuseUnread(new TextEncoder().encode(text))).toThrow(words);
  });
});
