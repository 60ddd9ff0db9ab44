import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { replaceFolder } from './publish.js';

let outer: string;
let place: string;
beforeEach(() => {
  outer = mkdtempSync(join(tmpdir(), 'replace-'));
  place = join(outer, 'page');
  mkdirSync(place);
  writeFileSync(join(place, 'old.txt'), 'old');
});
afterEach(() => rmSync(outer, { recursive: true }));

describe('replaceFolder', () => {
  it('puts a complete folder in the place of another, and leaves nothing beside it', async () => {
    await replaceFolder(place, async (folder) => {
      writeFileSync(join(folder, 'new.txt'), 'new');
      // Until then the old content stands.
      expect(readdirSync(place)).toEqual(['old.txt']);
    });
    expect(readdirSync(place)).toEqual(['new.txt']);
    expect(readdirSync(outer)).toEqual(['page']);
    // Others may read what a user's folders may be read by: a web server too.
    mkdirSync(join(outer, 'plain'));
    expect(statSync(place).mode).toBe(statSync(join(outer, 'plain')).mode);
  });

  it('creates a folder where none is, with those above it', async () => {
    const deep = join(outer, 'a', 'b');
    await replaceFolder(deep, async (folder) => writeFileSync(join(folder, 'new.txt'), 'new'));
    expect(readdirSync(deep)).toEqual(['new.txt']);
  });

  it.each<[string, (folder: string) => void, RegExp]>([
    [
      'filling fails',
      (folder) => {
        writeFileSync(join(folder, 'new.txt'), 'half');
        throw new RangeError('broken');
      },
      /broken/,
    ],
    ['renaming fails', (folder) => rmSync(folder, { recursive: true }), /page/],
  ])('keeps what is there when %s', async (_, fill, message) => {
    await expect(replaceFolder(place, async (folder) => fill(folder))).rejects.toThrow(message);
    expect(readFileSync(join(place, 'old.txt'), 'utf8')).toBe('old');
    expect(readdirSync(outer)).toEqual(['page']);
  });
});
