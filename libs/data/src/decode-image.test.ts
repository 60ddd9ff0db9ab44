import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { RandomStream } from '@jiagu/random';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkImageHeader, decodeImage } from './decode-image.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'jiagu-decode-'));
});
afterAll(() => rm(folder, { recursive: true }));

const WIDTH = 5; // rows of 15 and of 5 bytes, so that a bitmap's padding matters
const HEIGHT = 3;
const random = new RandomStream('pixels');
const rgb = Uint8Array.from({ length: WIDTH * HEIGHT * 3 }, () => random.integer(256));
const raw = { raw: { width: WIDTH, height: HEIGHT, channels: 3 as const } };

async function file(name: string, content: Uint8Array | Promise<Uint8Array>): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, await content);
  return path;
}

/** A bitmap made by the format's description: header, palette, rows padded to four bytes. */
function bmp(bits: 8 | 24, topDown: boolean): Uint8Array {
  const colours = bits === 8 ? WIDTH * HEIGHT : 0;
  const rowBytes = Math.ceil((WIDTH * bits) / 32) * 4;
  const start = 54 + colours * 4;
  const bytes = Buffer.alloc(start + rowBytes * HEIGHT);
  bytes.write('BM');
  bytes.writeUInt32LE(bytes.length, 2);
  bytes.writeUInt32LE(start, 10);
  bytes.writeUInt32LE(40, 14);
  bytes.writeInt32LE(WIDTH, 18);
  bytes.writeInt32LE(topDown ? -HEIGHT : HEIGHT, 22);
  bytes.writeUInt16LE(1, 26);
  bytes.writeUInt16LE(bits, 28);
  bytes.writeUInt32LE(colours, 46);
  const pixel = (i: number) => Buffer.from([2, 1, 0].map((c) => rgb[3 * i + c] as number));
  for (let i = 0; i < colours; i++) bytes.set(pixel(colours - 1 - i), 54 + 4 * i);
  for (let y = 0; y < HEIGHT; y++) {
    for (let x = 0; x < WIDTH; x++) {
      const to = start + (topDown ? y : HEIGHT - 1 - y) * rowBytes + (x * bits) / 8;
      const i = y * WIDTH + x;
      if (bits === 8) bytes[to] = colours - 1 - i;
      else bytes.set(pixel(i), to);
    }
  }
  return bytes;
}

describe('decodeImage', () => {
  it.each([
    ['PNG', () => sharp(rgb, raw).png().toBuffer()],
    [
      'palette PNG',
      () => sharp(rgb, raw).png({ palette: true, quality: 100, dither: 0, effort: 10 }).toBuffer(),
    ],
    ['lossless WebP', () => sharp(rgb, raw).webp({ lossless: true }).toBuffer()],
    ['TIFF', () => sharp(rgb, raw).tiff({ compression: 'lzw' }).toBuffer()],
    ['BMP of 24 bits', () => bmp(24, false)],
    ['BMP of 24 bits, top-down', () => bmp(24, true)],
    ['BMP of 8 bits with a palette', () => bmp(8, false)],
    ['BMP of 8 bits with a palette, top-down', () => bmp(8, true)],
  ])('reads the pixels of a %s as they are, whatever the name says', async (_, content) => {
    const pixels = await decodeImage(await file('image.jpg', await content()), 3);
    expect(pixels).toMatchObject({ width: WIDTH, height: HEIGHT, channels: 3 });
    expect([...pixels.data]).toEqual([...rgb]);
  });

  it('makes grey by the luma of Rec. 601, and three channels of grey', async () => {
    const red = await file(
      'red.png',
      sharp({ create: { width: 1, height: 1, channels: 3, background: 'red' } })
        .png()
        .toBuffer(),
    );
    expect([...(await decodeImage(red, 1)).data]).toEqual([76]); // 255 * 0.299
    const grey = await file(
      'grey.png',
      sharp(Uint8Array.of(7, 9), { raw: { width: 2, height: 1, channels: 1 } })
        .png()
        .toBuffer(),
    );
    expect([...(await decodeImage(grey, 3)).data]).toEqual([7, 7, 7, 9, 9, 9]);
  });

  it('lays transparency on white', async () => {
    const clear = Uint8Array.of(10, 20, 30, 0, 10, 20, 30, 255);
    const path = await file(
      'alpha.png',
      sharp(clear, { raw: { width: 2, height: 1, channels: 4 } })
        .png()
        .toBuffer(),
    );
    expect([...(await decodeImage(path, 3)).data]).toEqual([255, 255, 255, 10, 20, 30]);
  });

  it('reduces 16 bits to 8', async () => {
    const deep = Uint16Array.of(0, 128 * 257, 65535);
    const image = sharp(deep, { raw: { width: 3, height: 1, channels: 1 } })
      .toColourspace('grey16')
      .png();
    const path = await file('deep.png', image.toBuffer());
    expect((await sharp(path).metadata()).depth).toBe('ushort');
    expect([...(await decodeImage(path, 1)).data]).toEqual([0, 128, 255]);
  });

  it("obeys a camera's orientation mark", async () => {
    const lying = sharp(Uint8Array.of(1, 250), { raw: { width: 2, height: 1, channels: 1 } });
    const path = await file('turned.png', lying.withMetadata({ orientation: 6 }).png().toBuffer());
    expect(await decodeImage(path, 1)).toMatchObject({ width: 1, height: 2, data: Uint8Array.of(1, 250) });
  });

  it('names the file and what is wrong with it', async () => {
    const png = await sharp(rgb, raw).png().toBuffer();
    const huge = Buffer.from(bmp(24, false));
    huge.writeInt32LE(1_000_000, 18);
    huge.writeInt32LE(1_000_000, 22);
    const wide = Buffer.from(png);
    wide.writeUInt32BE(30_000, 16);
    wide.writeUInt32BE(30_000, 20);
    const svg =
      '<!-- --><svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>1</script></svg>';
    const cases: [string, string, RegExp][] = [
      ['a drawing', await file('drawing.png', Buffer.from(svg)), /drawing\.png.*it is a drawing/],
      ['a packed drawing', await file('packed.png', gzipSync(svg)), /packed\.png.*compressed/],
      ['an image larger than any memory', await file('wide.png', wide), /wide\.png.*pixel limit/],
      ['absent', join(folder, 'absent.png'), /absent\.png.*no such file/],
      ['a folder', folder, /jiagu-decode.*is a folder/],
      ['empty', await file('empty.png', Buffer.alloc(0)), /empty\.png.*0 bytes/],
      ['no image', await file('text.png', Buffer.from('hello')), /text\.png/],
      ['cut off', await file('cut.png', png.subarray(0, png.length - 30)), /cut\.png/],
      ['a bitmap cut off', await file('cut.bmp', bmp(24, false).subarray(0, 80)), /cut\.bmp/],
      ['a bitmap without header', await file('short.bmp', Buffer.from('BM')), /short\.bmp.*header/],
      ['a bitmap larger than any memory', await file('huge.bmp', huge), /huge\.bmp.*1000000 x 1000000/],
    ];
    for (const [what, path, message] of cases) {
      await expect(decodeImage(path, 3), what).rejects.toThrow(message);
      if (!what.includes('cut off')) await expect(checkImageHeader(path), what).rejects.toThrow(message);
    }
    await expect(checkImageHeader(await file('good.png', png))).resolves.toBeUndefined();
    await expect(checkImageHeader(await file('good.bmp', bmp(8, true)))).resolves.toBeUndefined();
  });
});
