import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { WriteError } from './write-error.js';
import { writeWhole } from './write-whole.js';

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'whole-'))));
afterEach(() => rmSync(folder, { recursive: true }));

it('replaces a file, and leaves nothing beside it', () => {
  const path = join(folder, 'page.html');
  writeWhole(path, 'old');
  writeWhole(path, (descriptor) => {
    writeSync(descriptor, 'ne');
    // Until the last piece the old content stands.
    expect(readFileSync(path, 'utf8')).toBe('old');
    // Another process may be at it at the same time: the name beside is this one's.
    expect(readdirSync(folder).filter((name) => name.includes(String(process.pid)))).toHaveLength(1);
    writeSync(descriptor, 'w');
  });
  expect(readFileSync(path, 'utf8')).toBe('new');
  expect(readdirSync(folder)).toEqual(['page.html']);
});

it('keeps the old file when writing fails, and passes on what failed', () => {
  const path = join(folder, 'page.html');
  writeWhole(path, 'old');
  const fail = () =>
    writeWhole(path, (descriptor) => {
      writeSync(descriptor, 'half');
      throw new RangeError('not to be encoded');
    });
  expect(fail).toThrow(RangeError);
  expect(readFileSync(path, 'utf8')).toBe('old');
  expect(readdirSync(folder)).toEqual(['page.html']);
});

it.each<[string, () => string, RegExp]>([
  ['no folder', () => join(folder, 'none', 'a'), /none\/a can't be written: its folder does not exist$/],
  [
    'a file for a folder',
    () => {
      writeFileSync(join(folder, 'file'), '');
      return join(folder, 'file', 'a');
    },
    /file\/a can't be written: a part of its path is a file/,
  ],
  [
    'a folder of that name',
    () => {
      mkdirSync(join(folder, 'taken'));
      return join(folder, 'taken');
    },
    /taken can't be written: a folder of that name exists/,
  ],
])('says what is in the way: %s', (_, make, message) => {
  const path = make();
  const before = existsSync(path);
  expect(() => writeWhole(path, 'x')).toThrow(WriteError);
  expect(() => writeWhole(path, 'x')).toThrow(message);
  expect(existsSync(path)).toBe(before);
  expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([]);
});
