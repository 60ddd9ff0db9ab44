import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { collectImages } from './collect-images.js';

describe('collectImages', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'jiagu-images-'));
    mkdirSync(join(folder, 'a b'));
    mkdirSync(join(folder, 'empty'));
    for (const name of ['2.png', '1.BMP', '.hidden.png', 'notes.md', join('a b', '3.jpg')])
      writeFileSync(join(folder, name), '');
    writeFileSync(join(folder, 'list.txt'), '\uFEFFa b/3.jpg\t7\r\n\r\n/elsewhere/x y.png\n');
    writeFileSync(join(folder, 'none.txt'), '\n');
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('takes folders with all below them, lists from their own folder, and files as they are', async () => {
    const names = ['1.BMP', '2.png', 'a b/3.jpg'].map((name) => join(folder, name));
    expect(await collectImages([folder])).toEqual(names);
    expect(await collectImages([join(folder, 'list.txt'), join(folder, '2.png')])).toEqual([
      join(folder, 'a b/3.jpg'),
      '/elsewhere/x y.png',
      join(folder, '2.png'),
    ]);
  });

  it('names what is absent or without images', async () => {
    await expect(collectImages([join(folder, 'nowhere')])).rejects.toThrow(
      /no image, folder or list .*nowhere/,
    );
    await expect(collectImages([join(folder, 'empty')])).rejects.toThrow(/the folder .*empty has no images/);
    await expect(collectImages([join(folder, 'none.txt')])).rejects.toThrow(
      /the list .*none\.txt names no image/,
    );
  });
});
