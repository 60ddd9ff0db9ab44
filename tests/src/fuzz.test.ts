import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { configSchema, ConfigError, loadConfig } from '@jiagu/config';
import { openDataset, type DatasetOptions } from '@jiagu/data';
import { readSafetensors, SafetensorsError, writeSafetensors } from '@jiagu/safetensors';
import { long } from './long.js';
import { writeFaultStudies } from './study.js';

const folder = mkdtempSync(join(tmpdir(), 'jiagu-fuzz-'));
const path = join(folder, 'hostile');
/** The same cases every time, so that a failure belongs to the change that made it; ten times as many new ones in long tests. */
const cases = long ? { numRuns: 10_000 } : { numRuns: 1000, seed: 1 };

/** Nothing in this process can end a loop that does not end by itself: another one ends the process. */
let watchdog: ChildProcess;
let peakBefore = 0;
const peakMegabytes = (): number => process.resourceUsage().maxRSS / 1024;
beforeEach(() => {
  watchdog = spawn('sh', ['-c', `sleep 240; kill -9 ${process.pid}`], { stdio: 'ignore', detached: true });
  peakBefore = peakMegabytes();
});
afterEach(() => {
  if (watchdog.pid) process.kill(-watchdog.pid);
  expect(peakMegabytes() - peakBefore).toBeLessThan(200);
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A valid file with some bytes replaced, removed, doubled or cut off, or with pieces of what the format knows put in. */
const mutated = (valid: Uint8Array, pieces: readonly string[]): fc.Arbitrary<Buffer> =>
  fc
    .array(
      fc.record({
        at: fc.nat(valid.length),
        drop: fc.oneof({ weight: 5, arbitrary: fc.nat(4) }, fc.nat(valid.length)),
        put: fc.oneof(
          { weight: 4, arbitrary: fc.uint8Array({ maxLength: 4 }).map((bytes) => Buffer.from(bytes)) },
          { weight: 4, arbitrary: fc.constantFrom(...pieces).map((piece) => Buffer.from(piece)) },
          {
            weight: 1,
            arbitrary: fc
              .tuple(fc.constantFrom(...pieces), fc.nat(5000))
              .map(([piece, n]) => Buffer.from(piece.repeat(n).slice(0, 50_000))),
          },
        ),
      }),
      { minLength: 1, maxLength: 4 },
    )
    .map((edits) =>
      edits.reduce(
        (bytes, { at, drop, put }) => Buffer.concat([bytes.subarray(0, at), put, bytes.subarray(at + drop)]),
        Buffer.from(valid),
      ),
    );

describe('safetensors', () => {
  const valid = join(folder, 'valid');
  writeSafetensors(
    valid,
    new Map([
      ['a.weight', { dtype: 'F32', shape: [2, 3], data: new Float32Array(6) }],
      ['a.steps', { dtype: 'I64', shape: [], data: new BigInt64Array(1) }],
    ]),
    { format: 'pt' },
  );
  const pieces = [
    '"a":',
    '{',
    '[',
    '[0,',
    '9007199254740993',
    '-1',
    '1e308',
    'null',
    '"__proto__":{}',
    '\\u0000',
    '\xff',
  ];

  it('are refused or are what the file says', () => {
    let read = 0;
    fc.assert(
      fc.property(mutated(readFileSync(valid), pieces), (bytes) => {
        writeFileSync(path, bytes);
        try {
          for (const { shape, data } of readSafetensors(path).tensors.values()) {
            expect(data.length).toBe(shape.reduce((product, size) => product * size, 1));
            expect(data.byteLength).toBeLessThan(bytes.length);
          }
          read++;
        } catch (error) {
          expect(error).toBeInstanceOf(SafetensorsError);
        }
      }),
      cases,
    );
    expect(read).toBeGreaterThan(0);
  });
});

const part = { train: 'none', test: 'none' };
const { data } = configSchema.parse({
  name: 'fuzz',
  data: { source: part, target: part, classes: 3 },
  method: { name: 'source-only' },
  training: { steps: 1 },
});
const options: DatasetOptions = {
  name: 'source.train',
  classes: 3,
  channels: 1,
  resizeTo: 16,
  preprocess: data.preprocess.source,
};

describe('lists', () => {
  const valid = Buffer.from('one image.png\t0\nfolder/two.png,1\r\n"a ""b"".png",2\n');
  const pieces = ['\t', ',', ' ', '"', '\n', '\r', '0', '99999999999999999999', '-1', '\0', '../', 'x'];

  it('are refused or give a path and a known label on each line', async () => {
    let read = 0;
    const property = fc.asyncProperty(mutated(valid, pieces), async (bytes) => {
      writeFileSync(path, bytes);
      let dataset;
      try {
        dataset = await openDataset(path, options);
      } catch (error) {
        expect((error as Error).message).toContain(path);
        return;
      }
      read++;
      const lines = bytes.toString().split(/\r?\n/);
      dataset.files.forEach((file, i) => {
        const line = lines[Number(dataset.origin(i).split(':').at(-1)) - 1] ?? '';
        const [, name = '', label = ''] = /^(.*)[\t,](.*)$/s.exec(line) ?? [];
        expect(dataset.labels[i]).toBe(Number(label));
        expect([0, 1, 2]).toContain(dataset.labels[i]);
        expect(file.length).toBeGreaterThan(0);
        expect(name.trim().length).toBeGreaterThan(0);
      });
      expect(dataset.length).toBe(lines.filter((line) => line.replace('\ufeff', '').trim() !== '').length);
    });
    await fc.assert(property, cases);
    expect(read).toBeGreaterThan(0);
  });
});

describe('IDX files', () => {
  const images = join(folder, 'hostile-images');
  writeFileSync(join(folder, 'hostile-labels'), Buffer.from([0, 0, 8, 1, 0, 0, 0, 2, 1, 2]));
  const valid = Buffer.concat([
    Buffer.from([0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 4, 0, 0, 0, 5]),
    Buffer.alloc(40, 7),
  ]);
  const pieces = ['\0', '\xff', '\xff\xff\xff\xff', '\0\0\x08\x03', '\0\0\x08\x01', '\x1f\x8b'];

  it.each([
    ['as they are', (bytes: Buffer) => bytes],
    ['gzipped', (bytes: Buffer) => gzipSync(bytes)],
  ])('%s are refused or hold the images announced', async (_, pack) => {
    let read = 0;
    const property = fc.asyncProperty(mutated(valid, pieces), async (bytes) => {
      writeFileSync(images, pack(bytes));
      let dataset;
      try {
        dataset = await openDataset(images, options);
      } catch (error) {
        expect((error as Error).message).toContain('hostile-');
        return;
      }
      read++;
      expect(dataset.length).toBe(bytes.readUInt32BE(4));
      expect((await dataset.read(dataset.length - 1)).data).toHaveLength(16 * 16);
    });
    await fc.assert(property, cases);
    expect(read).toBeGreaterThan(0);
  });
});

describe('configurations', () => {
  writeFaultStudies(folder);
  const valid = readFileSync(join(folder, 'stsn.yaml'));
  const pieces = [
    '&a ',
    '*a',
    '[',
    '{',
    '- ',
    ': ',
    '\n',
    '\t',
    '<<: *a\n',
    '!!binary ',
    '? ',
    '| ',
    '1e999',
    '.nan',
    '__proto__: ',
    'extends: hostile\n',
    '"',
    '%',
  ];

  it('are refused with a message, or fit the schema', () => {
    let read = 0;
    fc.assert(
      fc.property(mutated(valid, pieces), (bytes) => {
        writeFileSync(path, bytes);
        try {
          const config = loadConfig(path);
          expect(configSchema.parse(config)).toEqual(config);
          read++;
        } catch (error) {
          if (!(error instanceof ConfigError)) throw error;
          expect(error.problems.length).toBeGreaterThan(0);
          expect(error.message.length).toBeLessThan(100_000);
        }
      }),
      cases,
    );
    expect(read).toBeGreaterThan(0);
  });
});
