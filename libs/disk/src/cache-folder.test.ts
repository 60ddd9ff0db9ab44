import { mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { cacheFolder } from './cache-folder.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cache-'));
  vi.stubEnv('TMPDIR', folder);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});
const ofUser = () => join(folder, `jiagu-cache-${process.getuid?.()}`);

it('follows JIAGU_CACHE, then an absolute XDG_CACHE_HOME, then the home folder', () => {
  expect(cacheFolder({ JIAGU_CACHE: '/a', XDG_CACHE_HOME: '/b', HOME: folder })).toBe('/a');
  expect(cacheFolder({ JIAGU_CACHE: 'a' })).toBe(resolve('a'));
  expect(cacheFolder({ XDG_CACHE_HOME: '/b', HOME: folder })).toBe(join('/b', 'jiagu'));
  expect(cacheFolder({ XDG_CACHE_HOME: 'relative', HOME: folder })).toBe(join(folder, '.cache', 'jiagu'));
  vi.stubEnv('HOME', folder);
  expect(cacheFolder({})).toBe(join(folder, '.cache', 'jiagu'));
});

it('is a private folder of the user where the home can hold none', () => {
  const home = join(folder, 'home');
  writeFileSync(home, 'not a folder');
  expect(cacheFolder({ HOME: home })).toBe(ofUser());
  expect(statSync(ofUser()).mode & 0o777).toBe(0o700);
  // The second call finds what the first has made.
  expect(cacheFolder({ HOME: home })).toBe(ofUser());
});

it('takes no folder from a place where anybody can put one', () => {
  symlinkSync(mkdtempSync(join(folder, 'foreign-')), ofUser());
  expect(() => cacheFolder({ HOME: '/dev/null' })).toThrow(/does not belong to this user: set JIAGU_CACHE/);
});
