import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readList, type ListOptions } from './list-file.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'jiagu-lists-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function list(content: string | Uint8Array, options?: ListOptions) {
  const path = join(folder, 'list.txt');
  await writeFile(path, content);
  const { files, labels, faults, origin } = await readList(path, options);
  const images = files.map((file, i) => [file.replace(`${folder}/`, ''), labels[i]]);
  return { images, faults: faults.map((fault) => fault.replace(`${folder}/`, '')), origin };
}

const two = [
  ['a/1.png', 0],
  ['b/x y.png', 1],
];

describe('readList', () => {
  it.each([
    ['tabs', 'a/1.png\t0\nb/x y.png\t1\n'],
    ['commas', 'a/1.png,0\nb/x y.png,1'],
    ['commas and spaces', 'a/1.png, 0\nb/x y.png , 1 \n'],
    ['quoted paths', '"a/1.png",0\n"b/x y.png",1\n'],
    ['a byte order mark and CRLF', '\uFEFFa/1.png\t0\r\nb/x y.png\t1\r\n'],
    ['white space behind the lines and empty lines', 'a/1.png\t0  \t \n\n \nb/x y.png \t 1   \n'],
  ])('reads %s', async (_, text) => {
    expect(await list(text.replaceAll(/\t \n/g, '\n'))).toMatchObject({ images: two, faults: [] });
  });

  it('passes over notes on top, but over no path that begins like one', async () => {
    const notes = '# 200 images, drawn by runs/r\n\n# seed 0\n';
    expect(await list(`${notes}a/1.png\t0\nb/x y.png\t1\n`)).toMatchObject({ images: two, faults: [] });
    expect((await list('# 1.png\t3\n#2.png\t4\n')).images).toEqual([
      ['# 1.png', 3],
      ['#2.png', 4],
    ]);
    expect((await list('a/1.png\t0\n# a note below\n')).faults).toHaveLength(1);
    expect((await list('# a note\na/1.png\n', { labelled: false })).images).toEqual([['a/1.png', -1]]);
  });

  it('gives labels as they are written, from 1 on or below 0', async () => {
    expect((await list('a/1.png\t1\nb/2.png\t-1\n')).images).toEqual([
      ['a/1.png', 1],
      ['b/2.png', -1],
    ]);
  });

  it.each([
    ['spaces only', 'a/1.png 0\n'],
    ['quoted labels', '"a/1.png","0"\n'],
    ['labels that are no whole numbers', 'a/1.png\t0.0\n'],
    ['names', 'a/1.png\tsun\n'],
    ['semicolons', 'a/1.png;0\n'],
    ['paths alone', 'a/1.png\n'],
    ['the label first', '0\ta/1.png\n'],
    ['a heading', 'path,label\n'],
    ['a comment', '# my list\n'],
  ])('blames lines of %s, each by its number', async (_, line) => {
    const { images, faults } = await list(`b/2.png\t1\n${line}`);
    expect(images).toEqual([['b/2.png', 1]]);
    expect(faults).toEqual([
      `list.txt:2: expected "path<TAB>label" or "path,label" with a whole number, found "${line.trim()}"`,
    ]);
  });

  it('takes paths alone where labels are not wanted, and passes over other words behind a tab', async () => {
    const text = 'a/1.png\n"b/x y.png"\t7\nc,1.png\nd.png\tsun\td\ne.png,3\n';
    expect(await list(text.replace('"b', 'b').replace('g"', 'g'), { labelled: false })).toMatchObject({
      images: [
        ['a/1.png', -1],
        ['b/x y.png', 7],
        ['c,1.png', -1],
        ['d.png', -1],
        ['e.png', 3],
      ],
      faults: [],
    });
    expect((await list('"b/x y.png"\n', { labelled: false })).images).toEqual([['b/x y.png', -1]]);
  });

  it('refuses text in other encodings, and lists of nothing', async () => {
    for (const [content, message] of [
      [
        Buffer.from('a/1.png\t0\n/data/\xbc\xd7/1.png\t0\n', 'latin1'),
        /list\.txt: the list is not UTF-8 text; convert/,
      ],
      [Buffer.from('\uFEFFa/1.png\t0\r\n', 'utf16le'), /list\.txt: the list is not UTF-8/],
      ['\n \n', /list\.txt: the list names no image/],
      ['', /list\.txt: the list names no image/],
    ] as const)
      await expect(list(content)).rejects.toThrow(message);
  });

  it('takes paths by their bytes where these name files', async () => {
    await mkdir(join(folder, 'sun'));
    await writeFile(Buffer.from(`${folder}/sun/\xd2\xd2\xfe\xa0`, 'latin1'), '');
    const { images, faults, origin } = await list(
      Buffer.from('sun/\xd2\xd2\xfe\xa0\t3 \r\na/1.png\t0\n"sun/\xd2.png",1\n', 'latin1'),
    );
    expect(images).toEqual([
      ['sun/\\xd2\\xd2\\xfe\\xa0', 3],
      ['a/1.png', 0],
      ['sun/\\xd2.png', 1],
    ]);
    expect(faults).toEqual([]);
    expect(origin(2)).toBe(`${join(folder, 'list.txt')}:3`);
  });
});
