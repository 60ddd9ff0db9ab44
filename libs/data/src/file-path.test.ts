import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeDifference } from './class-names.js';
import { decodeImage } from './decode-image.js';
import { absolutePath, joinPath, pathOf, shownPath, unicodeDifference } from './file-path.js';
import { readPart } from './readers/read-part.js';

describe('paths of bytes', () => {
  const gbk = Buffer.from([0xbc, 0xd7, 0x2f, 0x31]); // 甲/1
  it('are text where they are UTF-8, and shown with the codes of other bytes', () => {
    expect(pathOf(Buffer.from('甲/1'))).toBe('甲/1');
    expect(pathOf(gbk)).toBe(gbk);
    expect(shownPath(gbk)).toBe('\\xbc\\xd7/1');
    expect(shownPath(Buffer.concat([gbk, Buffer.from('月𠀀'), Buffer.of(0xff)]))).toBe(
      '\\xbc\\xd7/1月𠀀\\xff',
    );
  });

  it('are joined and made absolute as text is', () => {
    expect(joinPath('a/', 'b')).toBe('a/b');
    expect(shownPath(joinPath('a', gbk))).toBe('a/\\xbc\\xd7/1');
    expect(shownPath(joinPath(gbk, 'b'))).toBe('\\xbc\\xd7/1/b');
    expect(shownPath(absolutePath(gbk, '/x'))).toBe('/x/\\xbc\\xd7/1');
    expect(shownPath(absolutePath(Buffer.concat([Buffer.from('/'), gbk]), '/x'))).toBe('/\\xbc\\xd7/1');
    expect(absolutePath('a', '/x')).toBe('/x/a');
  });
});

describe('names that look alike', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'jiagu-paths-'));
    await mkdir(join(folder, 'ye\u0300'));
    await writeFile(join(folder, 'ye\u0300', 'u\u00e8.png'), '');
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('are told apart by their codes', () => {
    expect(unicodeDifference('yu\u00e8', 'yue\u0300')).toMatch(
      /NFC, NFD\): here yu\\u\{e8\}, there yue\\u\{300\}$/,
    );
    expect(unicodeDifference('yue', 'yu\u00e8')).toBeUndefined();
    expect(unicodeDifference('yu\u00e8', 'yu\u00e8')).toBeUndefined();
  });

  it('are told of where classes are named so', () => {
    const known = { whose: 'data.source.train', names: ['r\u00ec', 'yu\u00e8'] };
    const given = { whose: 'this part', names: ['r\u00ec', 'yue\u0300'] };
    expect(describeDifference(known, given, { unknown: ['yue\u0300'] })).toMatch(
      /on both sides; the names look alike but differ in Unicode form \(NFC, NFD\): here yue\\u\{300\}, there yu\\u\{e8\}$/,
    );
    expect(describeDifference(known, { ...given, names: ['x'] }, { unknown: ['x'] })).toMatch(
      /on both sides$/,
    );
  });

  it('are told of where a file, or the folder of one, is not there', async () => {
    const difference =
      /no such file; the names look alike .*here .*\/y\\u\{e8\}\/u\\u\{e8\}\.png, there .*\/ye\\u\{300\}\/u\\u\{e8\}\.png/;
    await expect(decodeImage(join(folder, 'y\u00e8/u\u00e8.png'), 1)).rejects.toThrow(difference);
    await expect(decodeImage(join(folder, 'y\u00e8/ue\u0300.png'), 1)).rejects.toThrow(
      /there .*\/u\\u\{e8\}\.png/,
    );
    await expect(decodeImage(join(folder, 'y\u00e9/u\u00e8.png'), 1)).rejects.toThrow(
      /there is no such file$/,
    );
    await expect(readPart(join(folder, 'y\u00e8'), 'data.source.train')).rejects.toThrow(
      /data\.source\.train: there is no .*; the names look alike/,
    );
  });

  it('that lost their bytes on a command line are explained', async () => {
    await expect(readPart('\uFFFD\uFFFD.png', undefined)).rejects.toThrow(
      /bytes that are not UTF-8: name the folder/,
    );
  });
});
