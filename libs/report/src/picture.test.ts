import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readPicture } from './picture.js';

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'picture-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const limits = { width: 64, height: 64, bytes: 10_000 };

describe('readPicture', () => {
  it('gives an image as PNG', async () => {
    await sharp(Uint8Array.of(255, 0, 0, 0, 0, 255), { raw: { width: 2, height: 1, channels: 3 } })
      .tiff({ compression: 'none' })
      .toFile(join(folder, 'a b.tiff'));
    const picture = await readPicture(join(folder, 'a b.tiff'), limits);
    const png = Buffer.from(picture?.uri.replace('data:image/png;base64,', '') ?? '', 'base64');
    expect([...(await sharp(png).removeAlpha().raw().toBuffer())]).toEqual([255, 0, 0, 0, 0, 255]);
  });

  it('shrinks until the PNG is light enough', async () => {
    const noise = Uint8Array.from({ length: 400 * 400 }, (_, i) => Math.imul(i, 2654435761) >>> 24);
    await sharp(noise, { raw: { width: 400, height: 400, channels: 1 } })
      .png()
      .toFile(join(folder, 'noise.png'));
    const picture = await readPicture(join(folder, 'noise.png'), { width: 300, height: 300, bytes: 9000 });
    expect(picture?.uri.length).toBeLessThan(9000 * 1.4);
    expect(picture?.width).toBeLessThan(300);
  });

  it('gives nothing for what is absent, empty or no image', async () => {
    writeFileSync(join(folder, 'empty.png'), '');
    writeFileSync(join(folder, 'cut.bmp'), 'BM, and no more');
    for (const file of ['absent.png', 'empty.png', 'cut.bmp'])
      expect(await readPicture(join(folder, file), limits)).toBeUndefined();
  });
});
