import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findRun } from './find-run.js';

const start = process.cwd();
const folder = mkdtempSync(join(tmpdir(), 'jiagu-find-'));
const makeRun = (path: string): void => {
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, 'config.yaml'), '');
};
beforeAll(() => process.chdir(folder));
afterAll(() => {
  process.chdir(start);
  rmSync(folder, { recursive: true });
});

it('takes a path that is a run, else a name below runs/', () => {
  makeRun('here');
  makeRun('runs/here');
  makeRun('runs/below');
  expect(findRun('here')).toBe('here');
  expect(findRun('below')).toBe(join('runs', 'below'));
  expect(findRun('runs/below')).toBe('runs/below');
  // As it was given, for the message.
  expect(findRun('none')).toBe('none');
});

it('is not misled by another folder or file of that name', () => {
  makeRun('runs/base');
  mkdirSync('base/source', { recursive: true });
  makeRun('runs/note');
  writeFileSync('note', '');
  expect(findRun('base')).toBe(join('runs', 'base'));
  expect(findRun('note')).toBe(join('runs', 'note'));
});
