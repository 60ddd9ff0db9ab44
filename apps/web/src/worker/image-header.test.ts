import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { refuseUnread, sizeOf } from './image-header.js';

const picture = () => sharp({ create: { width: 61, height: 47, channels: 3, background: '#123456' } });

describe('the header of an image', () => {
  it.each(['png', 'jpeg', 'gif'] as const)('tells the size of a %s file', async (format) => {
    const bytes = await picture().withMetadata({ orientation: 1 }).toFormat(format).toBuffer();
    expect(sizeOf(bytes)).toEqual({ width: 61, height: 47 });
    expect(() => refuseUnread(bytes)).not.toThrow();
    for (const length of [0, 1, 5, 12, 20]) expect(() => sizeOf(bytes.subarray(0, length))).not.toThrow();
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
