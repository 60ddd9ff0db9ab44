import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { imageGrid, type Tile } from './image-grid.js';

const grey = (...data: number[]): Tile => ({ width: 2, height: 1, channels: 1, data: Uint8Array.from(data) });
const pixels = (png: Buffer) => sharp(png).raw().toBuffer({ resolveWithObject: true });

describe('imageGrid', () => {
  it('puts enlarged tiles where they belong, grey and coloured', async () => {
    const colour: Tile = { width: 2, height: 1, channels: 3, data: Uint8Array.from([255, 0, 0, 0, 0, 255]) };
    const { data, info } = await pixels(
      await imageGrid({ rows: [[grey(0, 100), colour]], upscale: 3, gap: 2 }),
    );
    expect([info.width, info.height, info.channels]).toEqual([2 + 6 + 2 + 6 + 2, 2 + 3 + 2, 3]);
    const at = (x: number, y: number) => [
      ...data.subarray((y * info.width + x) * 3, (y * info.width + x) * 3 + 3),
    ];
    expect([at(0, 0), at(8, 3)]).toEqual([
      [255, 255, 255],
      [255, 255, 255],
    ]);
    expect([at(2, 2), at(4, 4), at(5, 2), at(7, 4)]).toEqual([
      [0, 0, 0],
      [0, 0, 0],
      [100, 100, 100],
      [100, 100, 100],
    ]);
    expect([at(12, 2), at(13, 4)]).toEqual([
      [255, 0, 0],
      [0, 0, 255],
    ]);
  });

  it('writes labels beside and above, whatever they hold', async () => {
    const white = grey(255, 255);
    const plain = await pixels(await imageGrid({ rows: [[white], [white]], upscale: 20 }));
    const labelled = await pixels(
      await imageGrid({
        rows: [[white], [white]],
        upscale: 20,
        rowLabels: ['<a & b>', ''],
        columnLabels: ['甲'],
      }),
    );
    expect(plain.data.some((value) => value < 128)).toBe(false);
    expect(labelled.info.width).toBeGreaterThan(plain.info.width);
    expect(labelled.info.height).toBeGreaterThan(plain.info.height);
    expect(labelled.data.some((value) => value < 128)).toBe(true);
  });

  it('names the tile whose bytes do not fit', async () => {
    await expect(imageGrid({ rows: [[grey(0, 0)], [grey(0)]] })).rejects.toThrow(
      /row 1, column 0 .* 2 x 1 x 1/,
    );
    await expect(imageGrid({ rows: [] })).rejects.toThrow(/no tiles/);
  });
});
