import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { requireWritable } from './require-writable.js';
import { WriteError } from './write-error.js';

const folder = mkdtempSync(join(tmpdir(), 'writable-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('lets pass what can be made, and makes nothing', () => {
  requireWritable(folder);
  requireWritable(join(folder, 'a', 'b'));
  expect(existsSync(join(folder, 'a'))).toBe(false);
});

it('names a file that stands where a folder has to be', () => {
  const file = join(folder, 'runs');
  writeFileSync(file, '');
  for (const path of [file, join(file, 'study')]) {
    expect(() => requireWritable(path)).toThrow(WriteError);
    expect(() => requireWritable(path)).toThrow(`${path} can't be written: a part of its path is a file`);
  }
});

it('names a folder that this user may not write to', () => {
  const closed = join(folder, 'closed');
  mkdirSync(closed);
  chmodSync(closed, 0o555);
  chmodSync(folder, 0o755);
  // To root nothing is closed, so that the question is asked as another user.
  const root = process.geteuid?.() === 0;
  if (root) process.seteuid?.(12345);
  try {
    expect(() => requireWritable(join(closed, 'study'))).toThrow(
      `${join(closed, 'study')} can't be written: no permission; choose another place`,
    );
  } finally {
    if (root) process.seteuid?.(0);
  }
});
