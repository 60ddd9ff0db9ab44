import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ConfigError } from './config-error.js';
import { loadConfig } from './load-config.js';

const start = process.cwd();
const folder = mkdtempSync(join(tmpdir(), 'yaml-'));
beforeAll(() => process.chdir(folder));
afterAll(() => {
  process.chdir(start);
  rmSync(folder, { recursive: true });
});

const base = `name: tiny
title: tiny
data:
  source: { train: base/source/train, test: base/source/test }
  target: { train: base/target/train, test: base/target/test }
  classes: 4
  augmentation: { source: { weak: { noise: 0.1 } } }
method: { name: dann, rampSteps: 10 }
training: { steps: 8, batchSize: 4 }
`;
const written = (from: string, to: string): string => {
  expect(base).toContain(from);
  return base.replace(from, to);
};

function load(content: string | Uint8Array) {
  writeFileSync('run.yaml', content);
  return loadConfig('run.yaml');
}

function problem(content: string | Uint8Array): string {
  try {
    load(content);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return 'none';
}

describe('usual slips in YAML are told', () => {
  it.each([
    [
      'yes for true',
      written('classes: 4', 'classes: 4\n  balanced: yes'),
      'run.yaml:7:3 data.balanced: expected true or false, found "yes"',
    ],
    [
      '1_000',
      written('steps: 8', 'steps: 1_000'),
      'run.yaml:9:13 training.steps: expected a number, found "1_000"',
    ],
    [
      'a number in quotes',
      written('steps: 8', 'steps: "8"'),
      'run.yaml:9:13 training.steps: expected a number, found "8"',
    ],
    [
      'numbers for texts',
      written('classes: 4', 'classes: 4\n  classNames: [01, 02, 03, 04]'),
      /^run\.yaml:7:16 data\.classNames\.0: expected a text, found 1; put it in quotes\n/,
    ],
    [
      'no space before a comment',
      written('steps: 8', 'steps: 8#eight'),
      'run.yaml:9:13 training.steps: expected a number, found "8#eight"',
    ],
    [
      'not a number',
      written('noise: 0.1', 'noise: .nan'),
      'run.yaml:7:37 data.augmentation.source.weak.noise: expected a number, found NaN',
    ],
    [
      'infinity',
      written('rampSteps: 10', 'rampSteps: .inf'),
      'run.yaml:8:23 method.rampSteps: expected a number, found Infinity',
    ],
    ['indentation', written('  classes: 4', '   classes: 4'), /^run\.yaml:6:/],
    [
      'another spelling',
      written('batchSize', 'batch_size'),
      'run.yaml:9:23 training.batch_size: unknown key; did you mean "batchSize"?',
    ],
    ['a key twice', written('  classes: 4', '  classes: 4\n  classes: 5'), /^run\.yaml:7:3 .*unique/],
    ['a section twice', `${base}data:\n  classes: 4\n`, /^run\.yaml:10:1 .*unique/],
    ['a colon in a text', written('title: tiny', 'title: STSN: second try'), /^run\.yaml:2:/],
    [
      'a merge key',
      written('{ name: dann,', '{ <<: { name: dann },'),
      /^run\.yaml:8:11 the merge key << is not supported: .*`extends`/,
    ],
    ['a merge key in a block', `${base}model:\n  <<: { width: 4 }\n`, /^run\.yaml:11:3 the merge key/],
    [
      'several documents',
      `${base}---\nname: other\n`,
      /^run\.yaml:10:1 a second YAML document begins here.*remove the --- line/,
    ],
    ['several documents, the first one empty', `---\n---\n${base}`, /^run\.yaml:2:1 a second YAML document/],
    [
      'a key of another framework',
      written('classes: 4', 'classes: 4\n  num_workers: 4'),
      /^run\.yaml:7:3 data.num_workers: unknown key/,
    ],
  ])('%s', (_, text, expected) => {
    if (typeof expected === 'string') expect(problem(text)).toBe(expected);
    else expect(problem(text)).toMatch(expected);
  });
});

describe('what is written otherwise, but right, is read', () => {
  it.each<[string, string, object]>([
    [
      'a power of ten',
      written('rampSteps: 10', 'optimizer: { type: adam, lr: 1e-3 }'),
      { method: { optimizer: { lr: 0.001 } } },
    ],
    [
      'a leading zero, which is no octal number',
      written('steps: 8', 'steps: 010'),
      { training: { steps: 10 } },
    ],
    [
      'names that YAML 1.1 takes for truth values',
      written('classes: 4', 'classes: 4\n  classNames: [yes, no, on, off]'),
      { data: { classNames: ['yes', 'no', 'on', 'off'] } },
    ],
    [
      'lines that end as on Windows',
      base.replaceAll('\n', '\r\n'),
      { title: 'tiny', training: { steps: 8 } },
    ],
    ['a mark in front', `\ufeff${base}`, { name: 'tiny' }],
    ['a document that begins and ends', `---\n${base}...\n`, { name: 'tiny' }],
    [
      'variables of the shell, which stay',
      written('base/source/train', '$HOME/x'),
      { data: { source: { train: '$HOME/x' } } },
    ],
    ['other letters', written('title: tiny', 'title: 甲骨 café'), { title: '甲骨 café' }],
  ])('%s', (_, text, expected) => {
    expect(load(text)).toMatchObject(expected);
  });
});

describe('a file that is not UTF-8 is refused, with its encoding and what converts it', () => {
  const [before, after] = base.split('title: tiny') as [string, string];
  /** The base with these bytes for a title. */
  const titled = (...bytes: number[]) =>
    Buffer.concat([Buffer.from(`${before}title: `), Buffer.from(bytes), Buffer.from(after)]);
  const utf16le = Buffer.from(base, 'utf16le');
  it.each<[string, Uint8Array, RegExp]>([
    // 甲骨
    [
      'GBK',
      titled(0xbc, 0xd7, 0xb9, 0xc7),
      /^run\.yaml:2:1 .*not UTF-8.*iconv -f GB18030 -t UTF-8 run\.yaml > utf8\.yaml$/,
    ],
    // café
    ['Latin 1', titled(0x63, 0x61, 0x66, 0xe9), /^run\.yaml:2:1 .*iconv -f ISO-8859-1 /],
    [
      'UTF-16 with a mark',
      Buffer.concat([Buffer.from([0xff, 0xfe]), utf16le]),
      /^run\.yaml:1:1 .*iconv -f UTF-16 /,
    ],
    [
      'UTF-16 with the other mark',
      Buffer.concat([Buffer.from([0xfe, 0xff]), Buffer.from(utf16le).swap16()]),
      /^run\.yaml:1:1 .*iconv -f UTF-16 /,
    ],
    ['UTF-16 without a mark', utf16le, /^run\.yaml:1:1 .*iconv -f UTF-16LE /],
    ['UTF-16, the other way round', Buffer.from(utf16le).swap16(), /^run\.yaml:1:1 .*iconv -f UTF-16BE /],
  ])('%s', (_, bytes, message) => {
    expect(problem(bytes)).toMatch(message);
  });
});
