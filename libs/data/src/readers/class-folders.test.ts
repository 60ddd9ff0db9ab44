import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bmp, gif, GLYPH, png, tiff } from '../image-makers.js';
import { readFolder, readUnlabelledFolder } from './class-folders.js';
import type { Listing } from './listing.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'jiagu-folders-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function write(path: string, content: string | Uint8Array = png(GLYPH)): Promise<void> {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), content);
}

async function link(path: string, target: string): Promise<void> {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await symlink(target, join(folder, path));
}

/** Label and file of each image, and reason and file of what is left out. */
const seen = ({ files, labels, leftOut = [] }: Listing, root: string) => ({
  images: files.map((file, i) => `${labels[i]} ${file.slice(folder.length + root.length + 2)}`),
  leftOut: leftOut.map(({ reason, file }) => `${reason}: ${file.slice(folder.length + root.length + 2)}`),
});
const read = async (root: string) => seen(await readFolder(join(folder, root)), root);

describe('readFolder', () => {
  it('takes the images at any depth below a class folder', async () => {
    for (const path of [
      'b/2.png',
      'b/1.png',
      'a/z.png',
      'a/plate/2/x.png',
      'a/plate/1.png',
      'c/only/below.png',
    ])
      await write(`deep/${path}`);
    expect(await read('deep')).toEqual({
      images: [
        '0 a/z.png',
        '0 a/plate/1.png',
        '0 a/plate/2/x.png',
        '1 b/1.png',
        '1 b/2.png',
        '2 c/only/below.png',
      ],
      leftOut: [],
    });
  });

  it('follows links to folders and images, each folder once, and tells of those that lead nowhere', async () => {
    await write('elsewhere/b/1.png');
    await write('linked/a/1.png');
    await link('linked/a/2.png', '../../elsewhere/b/1.png');
    await link('linked/b', '../elsewhere/b');
    await link('linked/c', 'a');
    await link('linked/a/up', '..');
    await link('linked/a/self', '.');
    await link('linked/a/gone.png', 'nowhere.png');
    await link('linked/gone', 'nowhere');
    await link('linked/round', 'round');
    expect(await read('linked')).toEqual({
      images: ['0 a/1.png', '0 a/2.png', '1 b/1.png', '2 c/1.png', '2 c/2.png'],
      leftOut: [
        'links to nothing: gone',
        'links to nothing: round',
        'links to nothing: a/gone.png',
        'folders that are read already: a/self',
        'folders that are read already: a/up',
        'links to nothing: c/gone.png',
        'folders that are read already: c/self',
        'folders that are read already: c/up',
      ],
    });
  });

  it('ends where folders lead to each other by many ways', async () => {
    const names = Array.from({ length: 12 }, (_, i) => `n${i}`);
    for (const name of names) {
      await write(`web/class/${name}/1.png`);
      for (const other of names) await link(`web/class/${name}/${other}`, `../${other}`);
    }
    expect((await read('web')).images).toHaveLength(names.length);
  });

  it('knows images by their content where their names do not tell', async () => {
    const jpeg = Buffer.from('\xff\xd8\xff\xe0 and so on', 'latin1');
    const kinds = {
      'no ending': png(GLYPH),
      'bitmap.dat': bmp(GLYPH),
      'fax.001': tiff(GLYPH),
      'mask.P': Buffer.from('P4\n8 1\n0'),
      'old.ico2': gif(GLYPH),
      'photo.jpg_large': jpeg,
      'web.tmp': Buffer.from('RIFF....WEBPVP8L'),
      'x.av': Buffer.from('....ftypavif'),
    };
    const named = 'a.jfif a.JPE a.gif a.ppm a.PGM a.pbm a.pnm a.avif a.TIFF'.split(' ');
    for (const name of named) await write(`kinds/a/${name}`, 'not looked into');
    for (const [name, content] of Object.entries(kinds)) await write(`kinds/a/${name}`, content);
    const others = {
      'BM.txt': 'BM is no bitmap, it is text',
      notes: 'P5/1.png\t0',
      empty: '',
      'x.svg': '<svg/>',
    };
    for (const [name, content] of Object.entries(others)) await write(`kinds/a/${name}`, content);
    const { images, leftOut } = await read('kinds');
    expect(images).toEqual([...named, ...Object.keys(kinds)].sort().map((name) => `0 a/${name}`));
    expect(leftOut).toEqual(
      Object.keys(others)
        .sort()
        .map((name) => `no image of a kind that is read: a/${name}`),
    );
  });

  it('leaves out what systems and programs put there, and images beside the class folders, and says so', async () => {
    for (const path of [
      'a/1.png',
      'a/._1.png',
      '.cache/1.png',
      'a/.ipynb_checkpoints/1-checkpoint.png',
      '0.png',
    ])
      await write(`clutter/${path}`);
    for (const path of ['Thumbs.db', 'a/.DS_Store', 'a/desktop.ini'])
      await write(`clutter/${path}`, '\xd0\xcf\x11\xe0');
    await write('clutter/__MACOSX/a/x.png');
    await write('clutter/a/@eaDir/1.png/SYNOPHOTO_THUMB_M.jpg');
    expect(await read('clutter')).toEqual({
      images: ['0 a/1.png'],
      leftOut: [
        'hidden: .cache',
        'images beside the class folders: 0.png',
        'no image of a kind that is read: Thumbs.db',
        'of a system or program: __MACOSX',
        'hidden: a/.DS_Store',
        'hidden: a/._1.png',
        'hidden: a/.ipynb_checkpoints',
        'of a system or program: a/@eaDir',
        'no image of a kind that is read: a/desktop.ini',
      ],
    });
  });

  it('blames a class folder without images, and a folder without anything says what it left out', async () => {
    await write('hollow/a/1.png');
    await write('hollow/b/notes', 'nothing');
    expect((await readFolder(join(folder, 'hollow'))).faults).toEqual([
      `${join(folder, 'hollow/b')}: the class folder has no image`,
    ]);
    await write('none/.hidden.png');
    await expect(readFolder(join(folder, 'none'))).rejects.toThrow(
      /none: the folder has no subfolders and no images; .* \(left out: 1 hidden\)/,
    );
  });

  it('reads names of any bytes, and shows them with their codes', async () => {
    const bytes = (...path: string[]) => Buffer.from([folder, 'gbk', ...path].join('/'), 'latin1');
    // 甲 and 乙 as a Chinese Windows writes them.
    await mkdir(bytes('\xbc\xd7'), { recursive: true });
    await mkdir(bytes('sun'));
    await writeFile(bytes('\xbc\xd7', '1.png'), png(GLYPH));
    await writeFile(bytes('sun', '\xd2\xd2.png'), png(GLYPH));
    const listing = await readFolder(join(folder, 'gbk'));
    expect(listing.classNames).toEqual(['\\xbc\\xd7', 'sun']);
    expect(seen(listing, 'gbk').images).toEqual(['0 \\xbc\\xd7/1.png', '1 sun/\\xd2\\xd2.png']);
    for (const i of [0, 1]) expect(await listing.decode(i)).toMatchObject({ width: 21, height: 14 });
    await expect(listing.checkHeader?.(1)).resolves.toBeUndefined();
    expect(await listing.conversions?.(1)).toEqual([]);
    await writeFile(bytes('sun', '\xd2\xd2.png'), 'no image');
    await expect(listing.decode(1)).rejects.toThrow(/sun\/\\xd2\\xd2\.png can't be read/);
  });
});

describe('readUnlabelledFolder', () => {
  it('takes all images below a folder by the same rules', async () => {
    for (const path of ['1.png', 'a/2.png', 'a/b/3', 'a/.4.png', 'a/notes.png.txt'])
      await write(`all/${path}`, path.includes('txt') ? 'x' : png(GLYPH));
    await link('all/a/again', '..');
    expect(seen(await readUnlabelledFolder(join(folder, 'all')), 'all')).toEqual({
      images: ['-1 1.png', '-1 a/2.png', '-1 a/b/3'],
      leftOut: [
        'hidden: a/.4.png',
        'no image of a kind that is read: a/notes.png.txt',
        'folders that are read already: a/again',
      ],
    });
  });

  it('leaves the overview of generated images out, at any depth, and no other file of that name', async () => {
    for (const path of ['drawn/images/1.png', 'drawn/grid.png', 'plain/1.png', 'plain/grid.png'])
      await write(`sets/${path}`);
    await write('sets/drawn/provenance.json', '{}');
    const found = seen(await readUnlabelledFolder(join(folder, 'sets')), 'sets');
    expect(found.images).toEqual(['-1 drawn/images/1.png', '-1 plain/1.png', '-1 plain/grid.png']);
    expect(found.leftOut).toContain('overview of generated images: drawn/grid.png');
  });
});
