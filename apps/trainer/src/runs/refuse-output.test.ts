import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { refuseOutput } from './refuse-output.js';
import { GENERATED } from './write-generated.js';

const folder = mkdtempSync(join(tmpdir(), 'jiagu-output-'));
afterAll(() => rmSync(folder, { recursive: true }));
const at = (...names: string[]): string => join(folder, ...names);
const page = {
  by: 'jiagu export',
  marks: ['index.html', 'model.json'],
  occupied: 'a page: replace it with --force',
};

it('protects files and folders of others, and own ones without --force', () => {
  expect(() => refuseOutput(at('new'), GENERATED, false)).not.toThrow();
  mkdirSync(at('mine'));
  expect(() => refuseOutput(at('mine'), GENERATED, false)).not.toThrow();
  writeFileSync(at('mine', 'thesis.txt'), '');
  expect(() => refuseOutput(at('mine'), GENERATED, true)).toThrow('was not made by `jiagu generate`');
  expect(() => refuseOutput(at('mine', 'thesis.txt'), page, true)).toThrow('is not a folder');
  mkdirSync(at('old'));
  writeFileSync(at('old', 'provenance.json'), '');
  expect(() => refuseOutput(at('old'), GENERATED, false)).toThrow('replace them with --force');
  expect(() => refuseOutput(at('old'), GENERATED, true)).not.toThrow();
});

it('wants every mark: a web site of somebody has an index.html too', () => {
  mkdirSync(at('site'));
  writeFileSync(at('site', 'index.html'), '');
  expect(() => refuseOutput(at('site'), page, true)).toThrow('was not made by `jiagu export`');
  writeFileSync(at('site', 'model.json'), '');
  expect(() => refuseOutput(at('site'), page, false)).toThrow('holds a page: replace it with --force');
});
