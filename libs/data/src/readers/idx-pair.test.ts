import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readIdxPair } from './idx-pair.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'jiagu-idx-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Bytes as the format's description has them: two images of 2 x 3 pixels, and their labels. */
const images = Buffer.from([
  ...[0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 3],
  ...[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12],
]);
const labels = Buffer.from([0, 0, 8, 1, 0, 0, 0, 2, 9, 4]);

async function file(name: string, content: Uint8Array): Promise<string> {
  await writeFile(join(folder, name), content);
  return join(folder, name);
}

const changed = (at: number, ...values: number[]) => {
  const bytes = Buffer.from(images);
  bytes.set(values, at);
  return bytes;
};

describe('readIdxPair', () => {
  it('reads images and labels, gzipped or not, whatever their names say', async () => {
    const plain = await file('one-images', images);
    for (const [path, known] of [
      [plain, await file('one.gz', labels)],
      [await file('two-images', gzipSync(images)), await file('two-labels', gzipSync(labels))],
    ] as const) {
      const pair = await readIdxPair(path, known);
      expect([...pair.labels]).toEqual([9, 4]);
      expect(pair.files[1]).toBe(`${path}[1]`);
      const { data, ...size } = await pair.decode(1);
      expect(size).toEqual({ width: 3, height: 2, channels: 1 });
      expect([...data]).toEqual([7, 8, 9, 10, 11, 12]);
    }
  });

  it('finds the labels beside the images by their name, and none where there are none', async () => {
    await file('t10k-labels-idx1-ubyte.gz', gzipSync(labels));
    const pair = await readIdxPair(await file('t10k-images-idx3-ubyte', images));
    expect([...pair.labels]).toEqual([9, 4]);
    const lonely = await readIdxPair(await file('lonely-images-idx3-ubyte', images));
    expect([...lonely.labels]).toEqual([-1, -1]);
  });

  it('refuses what is no such array, before it takes memory for it', async () => {
    const zipped = gzipSync(images);
    const cases: [string, Buffer, RegExp][] = [
      ['cut', images.subarray(0, 20), /cut: .*cut off: 4 of the 2 x 2 x 3 bytes/],
      ['long', Buffer.concat([images, labels]), /long: .*goes on after/],
      ['short', images.subarray(0, 7), /short: .*only 7 bytes/],
      ['floats', changed(2, 0x0d), /floats: .*0x00000803.*0x00000d03/],
      ['flat', labels, /flat: .*0x00000803.*0x00000801/],
      ['text', Buffer.from('a/1.png\t0, and so on'), /text: .*no IDX file/],
      ['empty', changed(4, 0, 0, 0, 0), /empty: .*0 x 2 x 3/],
      ['huge', changed(4, 255, 255, 255, 255, 255, 255, 255, 255), /huge: .*at most 2147483648/],
      ['broken.gz', zipped.subarray(0, zipped.length - 12), /broken\.gz: .*damaged or cut off/],
    ];
    for (const [name, content, message] of cases)
      await expect(readIdxPair(await file(name, content), await file('l', labels)), name).rejects.toThrow(
        message,
      );
    const other = await file('other', changed(7, 1).subarray(0, 22));
    await expect(readIdxPair(other, await file('l', labels))).rejects.toThrow(
      /l has 2 labels but .*other has 1/,
    );
    await expect(readIdxPair(join(folder, 'absent'))).rejects.toThrow(/absent: there is no such file/);
  });
});
